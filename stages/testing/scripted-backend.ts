// Socket code: a backend that does what the test says and takes nothing that is not strictly HTTP/1.1. It numbers
// connections and requests, so that every answer's way can be traced.

import { createHash } from 'node:crypto'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { BackendConnection, type Behaviour, type Handler } from './backend-connection.ts'
import { BackendRecords } from './backend-records.ts'
import type { ReceivedRequest } from './backend-request.ts'
import type { BackendResponse } from './backend-response.ts'

export type { Handler } from './backend-connection.ts'
export type { Reply } from './backend-reply.ts'
export type { ReceivedRequest } from './backend-request.ts'
export { toChunked, toResponseBytes } from './backend-response.ts'
export { type Gate, gate } from './gate.ts'

export interface BackendOptions extends Partial<Behaviour> {
  /** What the default answer calls this backend. Default `backend-PORT`. */
  readonly name?: string
  /** Default 0: any free one. */
  readonly port?: number
}

const host = '127.0.0.1'

export class ScriptedBackend extends BackendRecords {
  port: number
  readonly #name: string | undefined
  readonly #handler: Handler
  readonly #behaviour: Behaviour
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined

  constructor(handler: Handler | undefined, options: BackendOptions) {
    super()
    const { name, port = 0, streaming = false, halfClose = true, echoesId = true } = options
    this.port = port
    this.#name = name
    this.#handler = handler ?? ((request, reply) => reply.respond(this.account(request)))
    this.#behaviour = { streaming, halfClose, echoesId }
  }

  get name(): string {
    return this.#name ?? `backend-${this.port}`
  }

  /** The default answer: 200 with JSON that says who received what. */
  account(request: ReceivedRequest): BackendResponse {
    const { connection, sequence, method, target, headers, body } = request
    const sha1 = createHash('sha1').update(body).digest('hex')
    const told = { backend: this.name, connection, sequence, method, target, body_bytes: body.length, sha1, headers }
    return { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(told) }
  }

  /** Listens: on the same port as before, if it has listened before. */
  start(): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, socket => this.#accept(socket))
    this.#server = server
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.port, host, () => {
        this.port = (server.address() as AddressInfo).port
        resolve()
      })
    })
  }

  /** Refuses new connections until `start`. Open ones are cut off, as by a killed process, or kept. */
  stop(open: 'cut' | 'keep' = 'cut'): void {
    this.#server?.close()
    if (open === 'cut') for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    this.stop('cut')
    await this.until(() => this.openConnections === 0, 'the end of all connections')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #accept(socket: Socket): void {
    this.noteConnection()
    this.#sockets.add(socket)
    socket.once('close', () => {
      this.#sockets.delete(socket)
      this.noteClose()
    })
    void new BackendConnection(socket, this.connections, this.#handler, this.#behaviour, this).serve()
  }
}

/** A backend on a free port of 127.0.0.1. Without a handler it answers each request with its account of it. */
export async function startBackend(handler?: Handler, options: BackendOptions = {}): Promise<ScriptedBackend> {
  const backend = new ScriptedBackend(handler, options)
  await backend.start()
  return backend
}
