// Lanes beyond the usual ones. They are dialled while all of those stand, and given up when they move again.

import type { Lane } from './lane.ts'

/** What the first one is given to show that it is of use. */
const TRIAL_MS = 200

export class ExtraLanes {
  readonly #lanes = new Set<Lane>()

  add(lane: Lane): void {
    this.#lanes.add(lane)
  }

  delete(lane: Lane): void {
    this.#lanes.delete(lane)
  }

  has(lane: Lane): boolean {
    return this.#lanes.has(lane)
  }

  /**
   * Where the whole backend is slow another is of no use: so the first one has to be answered on, or to have been given its time,
   * before the next. The more of them stand like the usual ones, the surer it is that single answers are slow and not the
   * backend, and the less time each is given.
   */
  isAnotherOfUse(now: number): boolean {
    let trialMs = TRIAL_MS
    let triedMs = Number.POSITIVE_INFINITY
    for (const { connection, dialledAt } of this.#lanes) {
      if (connection.answered > 0) continue
      triedMs = now - dialledAt
      trialMs /= 2
    }
    return triedMs > 2 * trialMs
  }
}
