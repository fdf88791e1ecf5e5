// Thousands of deadlines and one clock. Time comes in as a parameter: whoever owns the clock calls tick.
//
// Deadlines of the same length fall due in the order in which they were set, so for each length a list is enough:
// a new one goes to its end, one that is set anew moves there, and only the front is ever looked at.

import type { Timer, TimerStarter } from '../03-forward/backend-connection.ts'

interface Deadline {
  due: number
  readonly ring: () => void
}

export class Deadlines {
  readonly #tickMs: number
  readonly #lengths = new Map<number, Set<Deadline>>()
  #now: number

  /**
   * @param now ms of any clock that never goes back
   * @param tickMs how often tick is called, about: nothing rings early, and little rings later than this
   */
  constructor(now: number, tickMs: number) {
    this.#now = now
    this.#tickMs = tickMs
  }

  /** The time of the last tick. */
  get now(): number {
    return this.#now
  }

  readonly start: TimerStarter = (ms, ring) => {
    const line = this.#lineOf(ms)
    const deadline: Deadline = { due: this.#dueIn(ms), ring }
    line.add(deadline)
    const timer: Timer = {
      refresh: () => {
        // A Set keeps the order in which its members came; out and in again is to the end of the line.
        if (!line.delete(deadline)) return
        deadline.due = this.#dueIn(ms)
        line.add(deadline)
      },
      cancel: () => line.delete(deadline),
    }
    return timer
  }

  /** It is now so late: whatever is due rings. */
  tick(now: number): void {
    this.#now = now
    for (const line of this.#lengths.values()) {
      for (const deadline of line) {
        if (deadline.due > now) break
        line.delete(deadline)
        deadline.ring()
      }
    }
  }

  // The last tick may be almost a whole one ago.
  #dueIn(ms: number): number {
    return this.#now + this.#tickMs + ms
  }

  #lineOf(ms: number): Set<Deadline> {
    let line = this.#lengths.get(ms)
    if (line === undefined) {
      line = new Set()
      this.#lengths.set(ms, line)
    }
    return line
  }
}
