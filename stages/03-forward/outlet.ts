// EDGE: the way out of a connection. Everything that is sent goes through an outlet, so a later way of sending
// (with a limit, in batches) is another outlet and nothing else changes.

import type { Socket } from 'node:net'

export interface Outlet {
  /**
   * Sends text (Latin-1) or bytes, behind what was sent before.
   *
   * @returns false where it is full: it has taken the piece, and wants no more until it calls `onDrain`
   */
  send(piece: string | Buffer): boolean
  /** Nothing more will be sent: the connection is closed behind what was, without cutting it short. */
  end(): void
  /**
   * Breaks the connection in the middle of a message, behind what was sent: whole answers may stand before it. A length or chunks
   * show by themselves that something is missing (RFC 9112 §8).
   *
   * @param byReset where an orderly close would be the end of the message: to a client of HTTP/1.0
   */
  cut(byReset?: boolean): void
  /** Called when there is room again after a `false`. */
  onDrain: () => void
}

/** What is called back as long as nobody wants to be. */
export const NOTHING = (): void => {}

/** Makes the outlet of a socket. */
export type OutletMaker = (socket: Socket) => Outlet

// As long as nginx's lingering_timeout.
const LINGER_MS = 5000

/** Sends at once and never says that it is full: what the peer does not read waits in this process's memory. */
export class SocketOutlet implements Outlet {
  protected readonly socket: Socket
  #willReset = false
  onDrain: () => void = NOTHING

  constructor(socket: Socket) {
    this.socket = socket
  }

  send(piece: string | Buffer): boolean {
    this.socket.write(piece as string, 'latin1')
    return true
  }

  // What the peer still sends is thrown away until it closes too: closing a socket that holds unread bytes sends a
  // reset, and a reset may overtake our last words (RFC 9112 §9.6). That time begins when the kernel has all of them: a peer
  // that reads slowly takes longer for what waits here.
  end(): void {
    if (this.socket.writableEnded || this.#willReset) return
    this.socket.end()
    this.socket.resume()
    this.socket.once('finish', () => {
      const linger = setTimeout(() => this.socket.destroy(), LINGER_MS)
      this.socket.once('close', () => clearTimeout(linger))
    })
  }

  cut(byReset = false): void {
    if (!byReset) return this.end()
    // A reset throws away what waits in this process: it comes when the kernel has all of it.
    this.#willReset = true
    this.socket.write('', () => this.socket.resetAndDestroy())
  }
}
