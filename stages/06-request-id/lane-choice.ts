// Which of the lanes that are shared does an exchange take? The one that owes least: so a slow answer holds up few. But where many
// arrive in one turn of the event loop they go to one lane together, for they leave in one write.
// No socket: times and turns come in.

import type { Lane } from './lane.ts'
import type { Pace } from './pace.ts'

/** Lanes that exchanges share, as long as they move. */
export const SHARED_LANES = 5
/** Of one turn, so many leave together. */
const GATHERED = 32
/** Where no more than so many came in the last turn, there is time to write each for itself. */
const FEW = 4
/** Behind so many an exchange waits for a lane instead. */
const MAX_DEPTH = 128
/** Where nothing has come for so long there is something slow in front: others are preferred, and one may come in its place. */
const SLOW_MS = 5
/** In one turn of the loop no more time passes than this, so that a machine that stood still is not taken for slow lanes. */
const TURN_MS = 2

export interface Chosen {
  readonly lane: Lane | undefined
  /** Would one more be of use? An empty lane is as good as a new one, and where nothing moves at all another would not either. */
  readonly wantsAnother: boolean
}

export class LaneChoice {
  /** Where this turn's exchanges are gathered, and how many have been. */
  #gathering: Lane | undefined
  #gathered = 0
  #turn = Number.NaN
  #inThisTurn = 0
  #inLastTurn = 0
  #choices = 0
  readonly #clock: () => number
  readonly #pace: Pick<Pace, 'stallMs'>
  #beganAt: number

  /** @param clock ms, of any clock that never goes back; looked at once a turn */
  constructor(clock: () => number, pace: Pick<Pace, 'stallMs'>) {
    this.#clock = clock
    this.#pace = pace
    this.#beganAt = clock()
  }

  /**
   * @param lanes those that take exchanges, in any state
   * @param turn a number that is another in each turn of the event loop
   */
  choose(lanes: readonly Lane[], now: number, turn: number): Chosen {
    if (turn !== this.#turn) this.#begin(turn, lanes)
    this.#inThisTurn += 1
    const gathering = this.#gathering
    if (gathering !== undefined && this.#gathered < GATHERED && lanes.includes(gathering) && takes(gathering)) {
      this.#gathered += 1
      return { lane: gathering, wantsAnother: false }
    }
    const chosen = leastOwing(lanes, now, this.#pace.stallMs)
    if (chosen.lane !== undefined) chosen.lane.chosen = ++this.#choices
    if (this.#inLastTurn > FEW) {
      this.#gathering = chosen.lane
      this.#gathered = 1
    }
    return chosen
  }

  #begin(turn: number, lanes: readonly Lane[]): void {
    const now = this.#clock()
    const passedMs = Math.min(now - this.#beganAt, TURN_MS)
    this.#beganAt = now
    for (const lane of lanes) lane.glance(passedMs)
    this.#turn = turn
    this.#inLastTurn = this.#inThisTurn
    this.#inThisTurn = 0
    this.#gathering = undefined
  }
}

function leastOwing(lanes: readonly Lane[], now: number, stallMs: number): Chosen {
  let best: Lane | undefined
  let second: Lane | undefined
  let moving = 0
  for (const lane of lanes) {
    if (lane.exclusive || lane.standsMs(now) > stallMs) continue
    if (lane.stoodMs > SLOW_MS) {
      if (takes(lane) && owesLess(lane, second)) second = lane
      continue
    }
    if (++moving > SHARED_LANES) break
    if (takes(lane) && owesLess(lane, best)) best = lane
  }
  const wantsAnother = best !== undefined && best.connection.owed > 0 && moving < SHARED_LANES
  return { lane: best ?? second, wantsAnother }
}

function takes({ connection, exclusive }: Lane): boolean {
  return !exclusive && connection.isOpen && !connection.isPaused && connection.owed < MAX_DEPTH
}

/** Of two that owe as many, that one is better to which one was given last: what the other owes has taken longer already. */
function owesLess(lane: Lane, other: Lane | undefined): boolean {
  if (other === undefined) return true
  const more = lane.connection.owed - other.connection.owed
  return more < 0 || (more === 0 && lane.chosen > other.chosen)
}
