// EDGE: the listening socket. It binds, accepts, and remembers who is connected, so that all can be let go.
// What happens on a connection is the caller's business.

import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { Refusal } from './refusal.ts'

export type ConnectionHandler = (socket: Socket) => void

export interface Address {
  readonly host: string
  readonly port: number
  /** Other processes of this program listen there too, so that somebody answers is no reason to refuse. */
  readonly isShared?: boolean
}

/**
 * Binds host and port and hands each accepted socket to `onConnection`.
 *
 * The sockets are half-open: a client's FIN says that it will send no more, not that it will not listen.
 * They have Nagle's algorithm off (RFC 1122 §4.2.3.4): a proxy writes whole messages and waits for no more.
 *
 * @param doors how many listening sockets share the port. libuv accepts one connection from each in a turn of its loop,
 *   and a turn takes long when many clients are busy; more than one door needs SO_REUSEPORT (socket(7), Linux)
 * @throws Refusal when the address cannot be had
 */
export async function listen(address: Address, onConnection: ConnectionHandler, doors = 1): Promise<Listener> {
  const sockets = new Set<Socket>()
  const handle = (socket: Socket): void => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    onConnection(socket)
  }
  if (doors === 1) return new Listener([await open(address, handle, false)], sockets)
  // With SO_REUSEPORT a second program of the same user would be let in beside the first.
  if (!address.isShared) await demandFree(address)
  try {
    const servers = [await open(address, handle, true)]
    const { port } = addressOf(servers[0] as Server)
    while (servers.length < doors) servers.push(await open({ ...address, port }, handle, true))
    return new Listener(servers, sockets)
  } catch (error) {
    // This system has no SO_REUSEPORT that shares connections out.
    if ((error as { cause?: NodeJS.ErrnoException }).cause?.code === 'ENOTSUP') return listen(address, onConnection)
    throw error
  }
}

/** Rejects with a Refusal when somebody accepts connections there. */
export async function demandFree(address: Address): Promise<void> {
  if (address.port !== 0 && (await answers(address))) throw cannotListen(address, { code: 'EADDRINUSE' })
}

function open(address: Address, handle: ConnectionHandler, reusePort: boolean): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, handle)
  return new Promise((resolve, reject) => {
    server.once('error', error => reject(cannotListen(address, error)))
    // As many may wait for accept() as the system allows: a thousand clients come in one burst.
    server.listen({ ...address, backlog: 4096, reusePort }, () => {
      server.removeAllListeners('error')
      // Out of file descriptors: that client waits in the backlog or is refused, the others stay.
      server.on('error', error => console.error(`cannot accept a connection: ${error.message}`))
      resolve(server)
    })
  })
}

/** Does somebody accept connections there? */
function answers({ host, port }: Address): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port })
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

function addressOf(server: Server): Address {
  const { address, port } = server.address() as AddressInfo
  return { host: address, port }
}

export class Listener {
  readonly #servers: readonly Server[]
  readonly #sockets: Set<Socket>
  /** Where it listens, with the port that the system chose. */
  readonly address: Address

  constructor(servers: readonly Server[], sockets: Set<Socket>) {
    this.#servers = servers
    this.#sockets = sockets
    this.address = addressOf(servers[0] as Server)
  }

  /** Accepts nobody any more; whoever is connected stays. */
  stopAccepting(): void {
    for (const server of this.#servers) if (server.listening) server.close()
  }

  /** Stops accepting and cuts every connection. */
  async close(): Promise<void> {
    this.stopAccepting()
    for (const socket of this.#sockets) socket.destroy()
  }
}

function cannotListen({ host, port }: Address, error: { code?: string; message?: string }): Refusal {
  const remedy: Record<string, string> = {
    EADDRINUSE: 'the port is in use; stop the program that has it or choose another with --port',
    EACCES: 'ports below 1024 need rights; choose another with --port',
    EADDRNOTAVAIL: 'this machine has no such address; choose another with --host',
    ENOTFOUND: 'no such host name; choose another with --host',
  }
  return new Refusal(`cannot listen on ${host}:${port}: ${remedy[error.code ?? ''] ?? error.message}`, { cause: error })
}
