// Time as far as the event loop has turned. Whoever judges others by how long they keep him waiting must not count the time in
// which he did not look: on a machine that is busy with other things the answers may have lain there all along.

/** More than this does not pass between two looks: twice the pause between them on a quiet machine. */
const MOST_MS = 40

export class LoopTime {
  #now = 0
  #lastLook: number

  /** @param now ms of any clock that never goes back */
  constructor(now: number) {
    this.#lastLook = now
  }

  /** ms, from 0 on. */
  get now(): number {
    return this.#now
  }

  /** To be called at every tick. */
  look(now: number): void {
    this.#now += Math.min(now - this.#lastLook, MOST_MS)
    this.#lastLook = now
  }
}
