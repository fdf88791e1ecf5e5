// EDGE: whether a peer takes what it is sent. What it does not read fills the kernel's buffers and then waits in this process: so
// somebody who is silent can be told from somebody who only reads slowly.

import type { Socket } from 'node:net'

/** What tells how much of a write the kernel has taken; node:net itself does so only when it has taken all. Not documented. */
interface Owner {
  readonly _handle?: { readonly bytesWritten?: number; readonly writeQueueSize?: number } | null
}

export class Taking {
  readonly #socket: Socket
  /** How much it had taken when it was looked at last; undefined where nothing waited then. */
  #before: number | undefined

  constructor(socket: Socket) {
    this.#socket = socket
  }

  /** Something waits that it has not taken. */
  get isBehind(): boolean {
    return this.#socket.writableLength > 0
  }

  /** What it takes from now on counts. */
  begin(): void {
    this.#before = this.isBehind ? this.#takenBytes() : undefined
  }

  /** Has it taken some of what waited since it was looked at last, or only begun to let something wait? */
  goesOn(): boolean {
    const before = this.#before
    this.begin()
    return before === undefined ? this.isBehind : this.#takenBytes() > before
  }

  #takenBytes(): number {
    const { bytesWritten = 0, writeQueueSize = 0 } = (this.#socket as unknown as Owner)._handle ?? {}
    return bytesWritten - writeQueueSize
  }
}
