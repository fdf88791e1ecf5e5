// What can be learnt about a TCP port from outside: is it free, does somebody accept there. EDGE: opens sockets.
import { connect, createServer } from 'node:net'
import { listenError } from './running-backends.ts'

/**
 * The number of a port that is free now: `port` itself, or for 0 one that the system picks.
 * Rejects with BackendError if somebody has it.
 */
export function freePort(port: number, host: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const server = createServer()
  server.once('error', failure => reject(listenError(failure, host, port)))
  server.listen({ port, host }, () => {
    const address = server.address()
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port))
  })
  return promise
}

/** Does somebody accept connections on `host:port` within `timeoutMs`? Nothing is sent. Never rejects. */
export function accepts(host: string, port: number, timeoutMs = 1000): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ host, port })
  const answer = (yes: boolean) => {
    socket.destroy()
    resolve(yes)
  }
  // A free port among those the system hands out can be given to this very socket, which then meets itself.
  socket.once('connect', () => answer(socket.localPort !== port))
  socket.once('error', () => answer(false))
  socket.setTimeout(timeoutMs, () => answer(false))
  return promise
}
