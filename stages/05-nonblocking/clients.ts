// EDGE: all clients. There is a limit to how many are served at once, and a way to let them go without cutting
// anybody off: the graceful stop.

import type { Socket } from 'node:net'
import { HttpError } from '../02-parse/http-error.ts'
import { errorReply } from '../02-parse/message-writer.ts'
import { SocketOutlet } from '../03-forward/outlet.ts'
import { ClientConnection, type ClientSettings } from '../04-pipelining/client-connection.ts'
import { ClientPatience, type ClientTimes } from './client-patience.ts'

export interface ClientsSettings extends ClientSettings {
  /** How many clients may be connected. */
  readonly maxClients: number
  readonly times: ClientTimes
  /** ms */
  readonly now: () => number
}

export class Clients {
  readonly #settings: ClientsSettings
  readonly #connections = new Map<ClientConnection, ClientPatience>()
  #onNobodyLeft = (): void => {}

  constructor(settings: ClientsSettings) {
    this.#settings = settings
  }

  /** Serves a client, or tells it that there are too many. */
  accept(socket: Socket): void {
    if (this.#connections.size >= this.#settings.maxClients) return this.#turnAway(socket)
    const connection = new ClientConnection(socket, this.#settings)
    this.#connections.set(connection, new ClientPatience(connection, this.#settings.times))
    // Our last byte is with the kernel, which delivers it even if this program ends, unless the client sends something more: that is
    // answered by a reset, and a reset throws away what was not taken. To wait for everybody's FIN would hold up every stop.
    socket.once('finish', () => this.#gone(connection))
    socket.once('close', () => this.#gone(connection))
  }

  /** Looks after those who take too long. To be called every few hundredths of a second. */
  patrol(): void {
    const now = this.#settings.now()
    for (const patience of this.#connections.values()) patience.look(now)
  }

  /** Lets everybody finish what is open; resolves when nobody is left or the time is up. */
  async stop(limitMs: number): Promise<void> {
    // SOLUTION Stop gracefully: let every client finish what is open, and wait for the last one, but not for ever.
    const time = new Promise(resolve => setTimeout(resolve, limitMs))
    const nobodyLeft = new Promise<void>(resolve => {
      this.#onNobodyLeft = resolve
    })
    for (const connection of this.#connections.keys()) connection.stop()
    if (this.#connections.size > 0) await Promise.race([nobodyLeft, time])
    // END SOLUTION
  }

  #turnAway(socket: Socket): void {
    const outlet = new SocketOutlet(socket)
    socket.on('error', () => socket.destroy())
    const fields = this.#settings.newFields()
    outlet.send(errorReply(new HttpError(503, 'proxy', 'too many clients are connected'), { fields }))
    outlet.end()
  }

  #gone(connection: ClientConnection): void {
    this.#connections.delete(connection)
    if (this.#connections.size === 0) this.#onNobodyLeft()
  }
}
