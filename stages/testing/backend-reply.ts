// Socket code: how a backend's handler answers one request, in its turn or out of it, well or badly.

import type { Socket } from 'node:net'
import { type BackendResponse, type ResponseContext, toResponseBytes } from './backend-response.ts'

export class Reply {
  readonly socket: Socket
  /** Resolves when all earlier requests of the connection have been answered. */
  readonly turn: Promise<void>
  /** Resolves with the first byte (or end) of the answer. A handler that never answers keeps those behind it waiting. */
  readonly begun: Promise<void>
  readonly #context: ResponseContext
  readonly #finish: () => void
  readonly #begin: () => void

  constructor(socket: Socket, turn: Promise<void>, context: ResponseContext, finish: () => void) {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.socket = socket
    this.turn = turn
    this.begun = promise
    this.#begin = resolve
    this.#context = context
    this.#finish = finish
  }

  /** Answers when the earlier requests of this connection have been answered. */
  async respond(response: BackendResponse = {}): Promise<boolean> {
    await this.turn
    return this.respondOutOfTurn(response)
  }

  /** Answers at once, whoever is still waiting. */
  respondOutOfTurn(response: BackendResponse = {}): Promise<boolean> {
    return this.write(toResponseBytes(response, this.#context))
  }

  /** Raw bytes, at once; a string's characters are octets. Resolves when the kernel has them: false if the connection is gone. */
  write(bytes: string | Buffer): Promise<boolean> {
    this.#begin()
    const { socket } = this
    if (socket.destroyed || socket.writableEnded) return Promise.resolve(false)
    const sent = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
    return new Promise(resolve => socket.write(sent, error => resolve(!error && !socket.destroyed)))
  }

  /** FIN behind everything written. What the peer still sends is drained: closing on unread bytes would be an RST. */
  end(): void {
    this.#begin()
    this.#finish()
  }

  /** RST. */
  reset(): void {
    this.#begin()
    // Trap: where a FIN is on its way already, Node cannot reset, and the socket would never tell that it has closed.
    if (this.socket.writableEnded) this.socket.destroy()
    else this.socket.resetAndDestroy()
  }
}
