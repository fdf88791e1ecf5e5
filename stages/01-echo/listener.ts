// EDGE: the listening socket. It binds, accepts, and remembers who is connected, so that all can be let go.
// What happens on a connection is the caller's business.

import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { Refusal } from './refusal.ts'

export type ConnectionHandler = (socket: Socket) => void

/**
 * Binds host and port and hands each accepted socket to `onConnection`.
 *
 * The sockets are half-open: a client's FIN says that it will send no more, not that it will not listen.
 * They have Nagle's algorithm off (RFC 1122 §4.2.3.4): a proxy writes whole messages and waits for no more.
 *
 * @throws Refusal when the address cannot be had
 */
export function listen(address: { host: string; port: number }, onConnection: ConnectionHandler): Promise<Listener> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    onConnection(socket)
  })
  return new Promise((resolve, reject) => {
    server.once('error', error => reject(cannotListen(address, error)))
    // As many may wait for accept() as the system allows: a thousand clients come in one burst.
    server.listen({ ...address, backlog: 4096 }, () => {
      server.removeAllListeners('error')
      // Out of file descriptors: that client waits in the backlog or is refused, the others stay.
      server.on('error', error => console.error(`cannot accept a connection: ${error.message}`))
      resolve(new Listener(server, sockets))
    })
  })
}

export class Listener {
  readonly #server: Server
  readonly #sockets: Set<Socket>

  constructor(server: Server, sockets: Set<Socket>) {
    this.#server = server
    this.#sockets = sockets
  }

  /** Where it listens, with the port that the system chose. */
  get address(): { host: string; port: number } {
    const { address, port } = this.#server.address() as AddressInfo
    return { host: address, port }
  }

  /** Accepts nobody any more; whoever is connected stays. */
  stopAccepting(): void {
    if (this.#server.listening) this.#server.close()
  }

  /** Stops accepting and cuts every connection. */
  async close(): Promise<void> {
    this.stopAccepting()
    for (const socket of this.#sockets) socket.destroy()
  }
}

function cannotListen({ host, port }: { host: string; port: number }, error: NodeJS.ErrnoException): Refusal {
  const remedy: Record<string, string> = {
    EADDRINUSE: 'the port is in use; stop the program that has it or choose another with --port',
    EACCES: 'ports below 1024 need rights; choose another with --port',
    EADDRNOTAVAIL: 'this machine has no such address; choose another with --host',
    ENOTFOUND: 'no such host name; choose another with --host',
  }
  return new Refusal(`cannot listen on ${host}:${port}: ${remedy[error.code ?? ''] ?? error.message}`)
}
