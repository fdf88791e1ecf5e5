// Who is to blame where an upload does not go on, over a socket in memory: only time that is imagined passes.

import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { InOrder } from '../awaiting.ts'
import { BackendConnection } from '../backend-connection.ts'
import { type Backend, toBackends } from '../balancer.ts'
import { Exchange } from '../exchange.ts'
import { SocketOutlet } from '../outlet.ts'
import { requestHead } from './heads.ts'

class FakeSocket extends EventEmitter {
  writableLength = 0
  _handle: object = { bytesWritten: 0, writeQueueSize: 0 }
  write() {
    return true
  }
  pause() {}
  resume() {}
  destroy() {}

  /** So many bytes were written, of which so many wait. */
  has(bytesWritten: number, waiting: number): void {
    this.writableLength = waiting
    this._handle = { bytesWritten, writeQueueSize: waiting }
  }
}

/** An upload of which the head has gone out. */
function uploading() {
  const [backend] = toBackends([{ ip: '127.0.0.1', port: 8001 }]) as [Backend]
  const socket = new FakeSocket()
  const rings: (() => void)[] = []
  const told: number[] = []
  const exchange = new Exchange(
    requestHead('POST / HTTP/1.1', 'Host: h', 'Content-Length: 1000'),
    { address: '' },
    {
      receiveHead() {},
      receiveData: () => true,
      receiveEnd() {},
      fail: ({ status }) => told.push(status),
      onDrain() {},
    },
    { strategy: () => [backend], carry: () => {}, mayRepeat: () => false, onOutcome() {}, holdBytes: 0 },
  )
  const connection = new BackendConnection(backend, {
    ...{ connectMs: 1, responseMs: 2, awaiting: new InOrder() },
    ...{ mayReuse: () => false, onOpen() {}, onFree() {}, onClose() {} },
    dial: () => socket as unknown as Socket,
    makeOutlet: each => new SocketOutlet(each),
    startTimer: (_ms, ring) => {
      rings.push(ring)
      return { refresh() {}, cancel() {} }
    },
  })
  exchange.start()
  socket.emit('connect')
  connection.take(exchange)
  /** The time of the response is over. */
  const ring = () => {
    rings.at(-1)?.()
    return told
  }
  const sendBody = (bytes: number, waiting: number) => {
    socket.write = () => {
      socket.has(bytes, waiting)
      return true
    }
    exchange.sendData(Buffer.alloc(bytes))
  }
  return { socket, exchange, ring, sendBody }
}

test('a client that has not sent all is waited for as long as nothing waits for the backend', () => {
  const { ring, sendBody } = uploading()
  sendBody(500, 0)
  expect([...ring(), ...ring()]).toEqual([])
})

test('a backend that takes nothing is late, whatever its client still has to send', () => {
  const { ring, sendBody } = uploading()
  sendBody(500, 400)
  expect(ring()).toEqual([504])
})

test('a backend that has taken some, however little, is waited for again, and then has to take more', () => {
  const { socket, ring, sendBody } = uploading()
  sendBody(500, 400)
  socket.has(500, 399)
  expect(ring()).toEqual([])
  expect(ring()).toEqual([504])
})

test('what a client sends behind that gives a backend that takes nothing no more time', () => {
  const { ring, sendBody } = uploading()
  sendBody(500, 400)
  sendBody(600, 500)
  expect(ring()).toEqual([504])
})

test('a backend that has taken all has its whole time for the answer, once', () => {
  const { socket, exchange, ring, sendBody } = uploading()
  sendBody(1000, 900)
  exchange.sendEnd()
  socket.has(1000, 0)
  socket.emit('drain')
  expect(ring()).toEqual([504])
})
