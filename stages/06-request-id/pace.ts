// How fast a backend answers as a whole, and so how long a lane may give nothing without being held up. Where hundreds wait for a
// program that does one thing at a time, each lane stands for most of the time and nothing is wrong: who asked again on another
// one would only make more work for it.

import type { Lane } from './lane.ts'

/** Of what was seen before the last tick, so much still counts. */
const KEPT = 0.95
/** A lane that has given nothing for so long is held up, unless all are slow. */
const STALL_MS = 100
/** Or for so many times what an exchange has to wait on the average. */
const TIMES_THE_WAIT = 2

export class Pace {
  /** Who has waited so long for anything to come on a lane may be better off on another. */
  stallMs = STALL_MS
  /** How many answers a lane owes, on the average of those that owe any. */
  owedPerLane = 0
  /** When it was last seen that the backend has given anything, or owed nothing. */
  heardAt = 0
  #lastTick = 0
  #passedMs = 0
  #answers = 0
  #owed = 0

  /** To be called at every tick, when lanes have been looked at. */
  tick(lanes: readonly Lane[], now: number): void {
    const passedMs = now - this.#lastTick
    this.#lastTick = now
    const before = this.#owed
    this.#owed = 0
    let came = 0
    let owing = 0
    if (before === 0) this.heardAt = now
    for (const { connection, answers, heard, isKept } of lanes) {
      came += answers
      if (heard) this.heardAt = now
      // What waits for its client, or for one that is slow, does not wait for its turn.
      if (connection.isPaused || isKept || connection.owed === 0) continue
      this.#owed += connection.owed
      owing += 1
    }
    // Time in which nobody waits says nothing.
    this.#passedMs = KEPT * this.#passedMs + (before > 0 ? passedMs : 0)
    this.#answers = KEPT * this.#answers + came
    this.owedPerLane = this.#owed / Math.max(1, owing)
    this.stallMs = this.#stallMs()
  }

  get answersPerSecond(): number {
    return (1000 * this.#answers) / Math.max(1, this.#passedMs)
  }

  #stallMs(): number {
    // Nothing has come lately: then it is not known.
    if (this.#answers < 1) return STALL_MS
    // Little's law: who comes into a line waits on the average for as long as the line is, by the rate at which it is served.
    const waitMs = (1000 * this.#owed) / this.answersPerSecond
    return Math.max(STALL_MS, TIMES_THE_WAIT * waitMs)
  }
}
