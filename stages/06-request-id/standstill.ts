// What to do where nothing moves: on one lane, behind somebody slow; on all of them; or with the backend as a whole. It looks at
// lanes and at who waits for one, and moves nobody itself.

import type { Exchange } from '../03-forward/exchange.ts'
import type { Lane } from './lane.ts'
import { MAX_LANES, USUAL_LANES } from './lane-limits.ts'
import type { LaneSet } from './lane-set.ts'
import type { Sharing } from './sharing.ts'
import type { WaitingLine } from './waiting-line.ts'

/** Who has waited so long for a lane gets one beyond the usual ones. */
const PATIENCE_MS = 250
/** Where nothing moves for so long on any lane, limits are no help to anybody. */
const STANDSTILL_MS = 1000

export class Standstill {
  readonly #lanes: LaneSet
  readonly #waiting: WaitingLine
  readonly #sharing: Sharing

  constructor(lanes: LaneSet, waiting: WaitingLine, sharing: Sharing) {
    this.#lanes = lanes
    this.#waiting = waiting
    this.#sharing = sharing
  }

  /** Is it of use to move those who wait on this lane: does it stand, while there is, or may be, one that does not? */
  isHeldUp(lane: Lane, now: number): boolean {
    const standsMs = lane.standsMs(now)
    if (standsMs <= this.#sharing.pace.stallMs) return false
    if (this.#lanes.count < USUAL_LANES || (standsMs > STANDSTILL_MS && this.#lanes.count < MAX_LANES)) return true
    return this.#lanes.taking.some(other => !other.exclusive && this.moves(other, now))
  }

  /** Is it of use to wait for that lane? */
  moves(lane: Lane, now: number): boolean {
    return lane.moves(now, this.#sharing.pace.stallMs)
  }

  /** Is one more lane of use to those who have waited too long already? */
  wantsExtraLane(now: number): boolean {
    return this.#lanes.count < MAX_LANES && this.#isOutOfPatience(now) && this.#lanes.isAnotherOfUse(now)
  }

  /** Has the backend had all its time for the first on that lane, here or elsewhere, and nothing comes? */
  isOverdue(lane: Lane, responseMs: number, now: number): boolean {
    return lane.waitedMs(now) > responseMs && (this.#isSilent(responseMs, now) || !this.moves(lane, now))
  }

  /** Those who wait for a lane, and for whom it has, too. */
  takeOverdue(responseMs: number, now: number): Exchange[] {
    return this.#waiting.isEmpty || !this.#isSilent(responseMs, now)
      ? []
      : this.#waiting.takeThose(({ since = now }) => now - since > responseMs)
  }

  /** Whoever waits to share is served as soon as one lane moves; whoever must be alone, only when one is empty. */
  #isOutOfPatience(now: number): boolean {
    const { toBeAlone, since = now } = this.#waiting
    const { state } = this.#sharing
    if (now - since <= (state === 'unknown' ? STANDSTILL_MS : PATIENCE_MS)) return false
    return (toBeAlone > 0 && state !== 'no') || !this.#anyMoves(now)
  }

  #isSilent(responseMs: number, now: number): boolean {
    return now - this.#sharing.pace.heardAt > responseMs
  }

  #anyMoves(now: number): boolean {
    return this.#lanes.taking.some(lane => this.moves(lane, now))
  }
}
