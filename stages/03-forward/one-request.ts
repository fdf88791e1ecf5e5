// EDGE: a client's connection in stage 3: one request is read and forwarded, one answer goes back, the connection closes.

import type { Socket } from 'node:net'
import { asHttpError } from '../02-parse/http-error.ts'
import { CONTINUE, errorReply } from '../02-parse/message-writer.ts'
import { expectsContinue, type RequestEvent, type RequestLimits, RequestReader } from '../02-parse/request-reader.ts'
import { Answer } from './answer.ts'
import { Exchange, type ExchangeSettings } from './exchange.ts'
import { SocketOutlet } from './outlet.ts'

/** Serves the first request of the connection. */
export function serveOneRequest(socket: Socket, limits: RequestLimits, settings: ExchangeSettings): void {
  const reader = new RequestReader(limits)
  const outlet = new SocketOutlet(socket)
  const client = { address: socket.remoteAddress ?? 'unknown' }
  let exchange: Exchange | undefined
  let reading = true

  socket.on('data', (bytes: Buffer) => {
    if (!reading) return
    reader.push(bytes)
    orRefuse(readEvents)
  })
  socket.on('end', () => {
    if (reading) orRefuse(finish)
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => exchange?.abandon())

  function readEvents(): void {
    for (let event = reader.next(); event !== undefined; event = reader.next()) {
      pass(event)
      if (!reading) return
    }
  }

  function pass(event: RequestEvent): void {
    switch (event.type) {
      case 'head': {
        if (expectsContinue(event.head) && reader.pendingBytes === 0) outlet.send(CONTINUE)
        const answer = new Answer(event.head, outlet, { mayPersist: () => false, answered }, [])
        exchange = new Exchange(event.head, client, answer, settings)
        exchange.start()
        break
      }
      case 'data':
        exchange?.sendData(event.bytes)
        break
      case 'end':
        exchange?.sendEnd()
        reading = false
    }
  }

  function answered(): void {
    reading = false
    outlet.end()
  }

  // A client that has said nothing is not told anything; one that stopped inside its request is.
  function finish(): void {
    reader.finish()
    if (exchange === undefined) outlet.end()
  }

  function orRefuse(read: () => void): void {
    try {
      read()
    } catch (caught) {
      const error = asHttpError(caught)
      reading = false
      if (exchange !== undefined) return exchange.fail(error)
      outlet.send(errorReply(error, { withoutBody: reader.method === 'HEAD' }))
      outlet.end()
    }
  }
}
