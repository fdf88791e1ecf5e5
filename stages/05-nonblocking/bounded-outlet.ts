// EDGE: an outlet that says when it is full. What the peer does not read fills the kernel's buffer and then ours;
// behind the mark, whoever fills it is told to stop, and stops reading in his turn: that is all of flow control.
// Here is the course's EPOLLOUT: libuv asks epoll for it when a write did not fit, and 'drain' is its answer.

import type { Socket } from 'node:net'
import { NOTHING, SocketOutlet } from '../03-forward/outlet.ts'
import { Taking } from '../03-forward/taking.ts'
import type { Timer, TimerStarter } from '../03-forward/timer.ts'

/** For the way to backends, where whoever waits for the answer watches whether they read. */
export const UNWATCHED: TimerStarter = () => ({ refresh: NOTHING, cancel: NOTHING })

/** A peer that has taken nothing for so long is given up. nginx's send_timeout is as long. */
const STALL_MS = 60_000

export class BoundedOutlet extends SocketOutlet {
  readonly #startTimer: TimerStarter
  #stall: Timer | undefined
  readonly #taking: Taking
  /** The last piece did not fit, and the socket has not drained since. */
  protected isFull = false

  constructor(socket: Socket, startTimer: TimerStarter) {
    super(socket)
    this.#startTimer = startTimer
    this.#taking = new Taking(socket)
    socket.on('drain', () => this.#drained())
    socket.once('close', () => this.#stall?.cancel())
  }

  // The mark is the socket's own: 64 KiB behind what the kernel has taken.
  override send(piece: string | Buffer): boolean {
    // SOLUTION Write, and say whether there is room for more; a peer that takes nothing is watched.
    // A socket says that it is full of a piece beyond its mark, also where the kernel has taken all of it.
    const room = this.socket.write(piece as string, 'latin1') || this.socket.writableLength === 0
    if (!room && !this.isFull) this.#watchStall()
    return room
    // END SOLUTION
  }

  // Behind the end nobody is told of room any more, but what waits is to be taken all the same.
  override end(): void {
    super.end()
    if (this.socket.writableLength > 0) this.#watchStall()
  }

  override cut(byReset?: boolean): void {
    super.cut(byReset)
    if (this.socket.writableLength > 0) this.#watchStall()
  }

  #watchStall(): void {
    this.isFull = true
    this.#taking.begin()
    if (this.#stall === undefined) this.#stall = this.#startTimer(STALL_MS, () => this.#stallIsOver())
    else this.#stall.refresh()
  }

  #stallIsOver(): void {
    this.#stall = undefined
    if (!this.isFull) return
    // Who reads slowly may need longer than that for all that waits.
    if (this.#taking.goesOn()) this.#watchStall()
    else this.socket.destroy()
  }

  #drained(): void {
    this.isFull = false
    this.onDrain()
  }
}
