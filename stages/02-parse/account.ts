// EDGE: one connection of stage 2: one request is read, told back as JSON, and the connection closes.

import type { Socket } from 'node:net'
import type { BackendAddress } from './conf.ts'
import { asHttpError } from './http-error.ts'
import type { RequestHead } from './message.ts'
import { CONTINUE, errorReply, replyBytes } from './message-writer.ts'
import { expectsContinue, type RequestLimits, RequestReader } from './request-reader.ts'

/** What was understood of a request (the contract's stage 2 gives the shape). */
export function accountOf(head: RequestHead, bodyBytes: number, backends: readonly BackendAddress[]): object {
  const [path, ...query] = head.path.split('?')
  return {
    method: head.method,
    target: head.target,
    path,
    query: query.length === 0 ? null : query.join('?'),
    host: head.host,
    version: `HTTP/${head.version}`,
    headers: head.fields.all.map(({ name, value }) => [name, value]),
    body_bytes: bodyBytes,
    backend_servers: backends,
  }
}

export interface AccountSettings {
  readonly limits: RequestLimits
  readonly backends: readonly BackendAddress[]
}

/** Answers the first request of the connection with its account, or with the error that it is. */
export function giveAccount(socket: Socket, { limits, backends }: AccountSettings): void {
  const reader = new RequestReader(limits)
  let head: RequestHead | undefined
  let bodyBytes = 0

  socket.on('data', receiveData)
  socket.on('end', () =>
    orReplyError(
      () => reader.finish(),
      () => socket.end(),
    ),
  )
  socket.on('error', () => socket.destroy())

  function receiveData(bytes: Buffer): void {
    reader.push(bytes)
    orReplyError(readEvents)
  }

  function readEvents(): void {
    for (let event = reader.next(); event !== undefined; event = reader.next()) {
      if (event.type === 'head') {
        head = event.head
        if (expectsContinue(head) && reader.pendingBytes === 0) socket.write(CONTINUE)
      } else if (event.type === 'data') {
        bodyBytes += event.bytes.length
      } else {
        finishWith(accountReply(head as RequestHead))
        return
      }
    }
  }

  function accountReply(request: RequestHead): Buffer {
    const body = `${JSON.stringify(accountOf(request, bodyBytes, backends))}\n`
    const withoutBody = request.method === 'HEAD'
    return replyBytes({ status: 200, contentType: 'application/json', body, withoutBody, connection: 'close' })
  }

  function orReplyError(read: () => void, otherwise = () => {}): void {
    try {
      read()
      otherwise()
    } catch (error) {
      finishWith(errorReply(asHttpError(error), { withoutBody: reader.method === 'HEAD' }))
    }
  }

  // What the client still sends is read and thrown away until it has our answer and closes: closing with unread
  // bytes would send a reset, and a reset may overtake the answer (RFC 9112 §9.6).
  function finishWith(reply: Buffer): void {
    socket.removeAllListeners('data').removeAllListeners('end').resume()
    socket.end(reply)
    const linger = setTimeout(() => socket.destroy(), LINGER_MS)
    socket.once('close', () => clearTimeout(linger))
  }
}

// As long as nginx's lingering_timeout.
const LINGER_MS = 5000
