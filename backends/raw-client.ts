// For tests: a client that sends bytes as they are and returns all that comes back until the backend closes.
// EDGE: opens a socket.
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

/** Everything that `port` answers to `bytes`, up to the close; the client does not close first. */
export function exchangeBytes(port: number, bytes: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
  socket.once('end', () => socket.end())
  socket.write(bytes)
  return text(socket)
}

/** `count` pipelined GETs of `target` on one connection, each with its number as X-Request-ID. */
export function pipelined(count: number, target: string): string {
  const one = (id: number) => `GET ${target} HTTP/1.1\r\nHost: a.test\r\nX-Request-ID: ${id}\r\n\r\n`
  return Array.from({ length: count }, (_, id) => one(id)).join('')
}
