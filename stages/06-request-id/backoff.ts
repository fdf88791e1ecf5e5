// How long to wait before a process that has died is started again. It knows how long the last one lived, and no clock.
// One that dies at once would otherwise be started as fast as the machine can, and the others get nothing done.

const FIRST_MS = 100
const LONGEST_MS = 5000
/** Who lived so long was well: what ended it is taken for new. */
const WELL_MS = 10_000

export class Backoff {
  #shortLives = 0

  /** Twice as long each time, until one has lived for ten seconds. */
  delayMs(livedMs: number): number {
    this.#shortLives = livedMs >= WELL_MS ? 0 : this.#shortLives + 1
    return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, this.#shortLives - 1))
  }
}
