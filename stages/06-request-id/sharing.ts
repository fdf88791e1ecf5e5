// Is it of use to share the lanes to a backend? Not before it has proven that it sends ids back, and not where it is slow on each
// connection, so that everybody is answered sooner on one of his own. How many of those there may be is found out, too.

import { AloneLimit } from './alone-limit.ts'
import { Habits } from './habits.ts'
import { MAX_LANES } from './lane-limits.ts'
import type { LaneSet } from './lane-set.ts'
import { Pace } from './pace.ts'
import { ServiceTime } from './service-time.ts'

export class Sharing {
  readonly habits = new Habits()
  readonly pace = new Pace()
  readonly service: ServiceTime
  readonly #aloneLimit = new AloneLimit()
  readonly #onChange: () => void
  state: 'unknown' | 'yes' | 'no' = 'unknown'

  /** @param clock ms, exact */
  constructor(clock: () => number, onChange: () => void) {
    this.service = new ServiceTime(clock)
    this.#onChange = onChange
  }

  /** Lanes that there may be where none is shared. */
  get most(): number {
    return this.service.isSoonerAlone ? this.#aloneLimit.limit : MAX_LANES
  }

  sawResponse(echoed: boolean): void {
    this.habits.sawResponse(echoed)
    if (!this.service.isSoonerAlone) this.#change(this.habits.echoes)
  }

  /**
   * To be called at every tick, when lanes have been looked at.
   *
   * @param isFull somebody waits for a lane to himself
   */
  tick(lanes: LaneSet, isFull: boolean, now: number): void {
    const { pace, service } = this
    pace.tick(lanes.all, now)
    service.tick(lanes.taking, now)
    if (service.isSoonerAlone) {
      if (this.state !== 'no') this.#aloneLimit.begin(lanes.busy, pace.answersPerSecond, now)
      else if (!this.#aloneLimit.look(pace.answersPerSecond, isFull, now)) service.wasOfNoUse()
    }
    this.#change(service.isSoonerAlone ? 'no' : this.habits.echoes)
  }

  #change(state: 'unknown' | 'yes' | 'no'): void {
    if (state === this.state) return
    this.state = state
    this.#onChange()
  }
}
