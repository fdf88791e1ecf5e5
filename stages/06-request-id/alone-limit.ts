// How many connections a backend is given that is slow on each of them, when each exchange has one to itself: twice as many, and
// twice as many again, as long as each time about as many more answers come. The first step is still within the lanes of one that
// is shared. Rates and times come in.

import { ENOUGH_LANES } from './lane-limits.ts'

/** So long are more lanes tried, with somebody waiting for one all the time. */
const TRIAL_MS = 2000
/** What has brought nothing is not tried again for so long. */
const REST_MS = 60_000

export class AloneLimit {
  /** Lanes. */
  limit = ENOUGH_LANES
  #lanesBefore = ENOUGH_LANES
  /** Answers a second with so many. */
  #rateBefore = 0
  #since = 0
  #isTrial = true

  /** Lanes are no longer shared: so many were busy. */
  begin(lanes: number, answersPerSecond: number, now: number): void {
    this.limit = ENOUGH_LANES
    this.#lanesBefore = lanes
    this.#rateBefore = answersPerSecond
    this.#since = now
    this.#isTrial = true
  }

  /**
   * To be called at every tick.
   *
   * @param isFull somebody waits for a lane
   * @returns false where not even the first step has brought anything
   */
  look(answersPerSecond: number, isFull: boolean, now: number): boolean {
    if (!isFull) this.#since = now
    if (now - this.#since < (this.#isTrial ? TRIAL_MS : REST_MS)) return true
    this.#since = now
    // Half of what it could bring is enough.
    const hoped = (1 + this.limit / this.#lanesBefore) / 2
    if (this.#isTrial && answersPerSecond < hoped * this.#rateBefore) {
      if (this.limit === ENOUGH_LANES) return false
      this.limit = this.#lanesBefore
      this.#isTrial = false
      return true
    }
    this.#lanesBefore = this.limit
    this.#rateBefore = answersPerSecond
    this.#isTrial = true
    this.limit *= 2
    return true
  }
}
