// A backend of the lab: listens, numbers its connections, can be stopped and started on the same port. EDGE: opens sockets.
import { createServer, type Server, type Socket } from 'node:net'
import { toMachineFault, Undecided } from '../verdict.ts'
import { BackendConnection, type BackendListener } from './backend-connection.ts'
import { freePort } from './ports.ts'
import type { Timeline } from './timeline.ts'

const HOST = '127.0.0.1'

export class Backend {
  /** From 1, in the order of the conf. */
  readonly number: number
  readonly #timeline: Timeline
  readonly #listener: BackendListener
  readonly #connections = new Set<BackendConnection>()
  #server: Server | undefined
  #port: number | undefined
  #accepted = 0
  #greeting: ((socket: Socket) => void) | undefined

  constructor(number: number, timeline: Timeline, listener: BackendListener) {
    this.number = number
    this.#timeline = timeline
    this.#listener = listener
  }

  /** 0 before it has listened. */
  get port(): number {
    return this.#port ?? 0
  }

  /** Connections that stand, also those on which nothing was asked: a proxy may open spare ones. */
  get openConnections(): number {
    return this.#connections.size
  }

  /** All connections that ever were. */
  get acceptedConnections(): number {
    return this.#accepted
  }

  get isListening(): boolean {
    return this.#server !== undefined
  }

  /** Listens: on the same port as before, if it has listened before. */
  async start(): Promise<void> {
    if (this.#server !== undefined) return
    // One that the system gives to nobody: while this backend is stopped its port must not become another world's.
    this.#port ??= await freePort(HOST)
    const server = createServer({ allowHalfOpen: true }, socket => this.#accept(socket))
    const listening = Promise.withResolvers<void>()
    server.once('error', error =>
      listening.reject(toMachineFault(error) ?? new Undecided(`the lab cannot listen: ${error.message}`)),
    )
    server.listen({ host: HOST, port: this.#port }, () => listening.resolve())
    await listening.promise
    this.#server = server
  }

  /** Refuses new connections until `start`. `cut`: open ones are reset, as by a program that was killed. */
  async stop(open: 'cut' | 'keep' = 'cut'): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (open === 'cut') for (const connection of this.#connections) connection.reset()
    if (server === undefined) return
    const closed = Promise.withResolvers<void>()
    // Waits only for the listening socket: connections that are kept would hold `close` back.
    server.close(() => closed.resolve())
    if (open === 'cut') await closed.promise
    else server.unref()
  }

  /** What happens to a connection before any byte is read; undefined: nothing. For backends that speak first, or not at all. */
  onAccept(greeting: ((socket: Socket) => void) | undefined): void {
    this.#greeting = greeting
  }

  /** Closes idle connections by FIN, as a backend does after its keep-alive time. */
  closeIdle(): void {
    for (const connection of this.#connections) connection.finish()
  }

  #accept(socket: Socket): void {
    this.#accepted += 1
    const connection = new BackendConnection(socket, this.number, this.#accepted, this.#timeline, this.#listener)
    this.#connections.add(connection)
    socket.once('close', () => this.#connections.delete(connection))
    this.#greeting?.(socket)
  }
}
