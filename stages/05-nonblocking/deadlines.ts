// Thousands of deadlines and one clock. Time comes in as a parameter: whoever owns the clock calls tick.
//
// A deadline is set anew much more often than it falls due, so setting it anew only changes a number. It lies in the
// slot of a wheel where it was due when it was put there; when that slot comes round it rings, or is put further on.

import { NOTHING } from '../03-forward/outlet.ts'
import type { Timer, TimerStarter } from '../03-forward/timer.ts'

export class Deadlines {
  readonly #tickMs: number
  /** By number of tick. */
  readonly #wheel = new Map<number, Deadline[]>()
  #lastTick: number
  #now: number

  /**
   * @param now ms of any clock that never goes back
   * @param tickMs how often tick is called, about: nothing rings early, and hardly anything more than two ticks late
   */
  constructor(now: number, tickMs: number) {
    this.#now = now
    this.#tickMs = tickMs
    this.#lastTick = this.#tickAt(now)
  }

  /** The time of the last tick. */
  get now(): number {
    return this.#now
  }

  readonly start: TimerStarter = (ms, ring) => {
    const deadline = new Deadline(this, ms, ring)
    this.#put(deadline)
    return deadline
  }

  /** When something falls due that is set now. The last tick may be almost a whole one ago. */
  dueIn(ms: number): number {
    return this.#now + this.#tickMs + ms
  }

  /** It is now so late: whatever is due rings. */
  tick(now: number): void {
    this.#now = now
    // The slot of this very tick comes again with the next one: some of it may be due only then.
    for (const tick = this.#tickAt(now); ; this.#lastTick++) {
      const deadlines = this.#wheel.get(this.#lastTick) ?? []
      this.#wheel.delete(this.#lastTick)
      for (const deadline of deadlines) {
        if (deadline.due > now) this.#put(deadline)
        else deadline.ring()
      }
      if (this.#lastTick >= tick) return
    }
  }

  #put(deadline: Deadline): void {
    // A cancelled one is due never and is forgotten here.
    if (deadline.due === Number.POSITIVE_INFINITY) return
    const tick = this.#tickAt(deadline.due)
    const there = this.#wheel.get(tick)
    if (there === undefined) this.#wheel.set(tick, [deadline])
    else there.push(deadline)
  }

  #tickAt(time: number): number {
    return Math.floor(time / this.#tickMs)
  }
}

class Deadline implements Timer {
  readonly #deadlines: Deadlines
  readonly #ms: number
  #ring: () => void
  due: number

  constructor(deadlines: Deadlines, ms: number, ring: () => void) {
    this.#deadlines = deadlines
    this.#ms = ms
    this.#ring = ring
    this.due = deadlines.dueIn(ms)
  }

  refresh(): void {
    if (this.due !== Number.POSITIVE_INFINITY) this.due = this.#deadlines.dueIn(this.#ms)
  }

  cancel(): void {
    this.due = Number.POSITIVE_INFINITY
    // It lies on the wheel until its slot comes round, and must not keep a whole connection for so long.
    this.#ring = NOTHING
  }

  ring(): void {
    const ring = this.#ring
    this.cancel()
    ring()
  }
}
