// Sleep until something comes, or go on looking? A loop that sleeps costs nothing, but to fall asleep and be woken takes
// longer than a quick backend does, and what wakes up has cold caches. So where the next event is near, this looks again at once
// and again (busy polling: HAProxy's `busy-polling`, the Linux kernel's haltpoll). Whether it is of use depends on the machine
// and on who else wants the processor: it is not guessed but tried.

/** Where nothing has come for so long the loop sleeps: twice the time in which a backend on the same machine answers. */
const LOOK_MS = 0.1
/** Turns from whose pauses is judged. */
const PERIOD_TURNS = 128
/** Of so many periods one is spent the other way. */
const TRIAL_PERIODS = 16
/** With less gain nobody keeps a processor busy. */
const WORTH = 0.9
/** A pause says no more by being longer. */
const LONG_MS = 1

export class BusyPoll {
  readonly #schedule: (look: () => void) => void
  readonly #clock: () => number
  /** What either way was worth when it was seen last: time for each that was sent something, ms. */
  readonly #eachMs = { asleep: Number.POSITIVE_INFINITY, awake: 0 }
  #way: 'asleep' | 'awake' = 'asleep'
  #periods = 0
  #turns = 0
  #sent = 0
  #pausesMs = 0
  #endedAt: number
  #isLooking = false

  /**
   * @param schedule calls back in the next turn of the event loop, which then does not sleep before: setImmediate
   * @param clock ms, exact
   */
  constructor(schedule: (look: () => void) => void, clock: () => number) {
    this.#schedule = schedule
    this.#clock = clock
    this.#endedAt = clock()
  }

  /** A turn has ended in which so many were sent something, so there may soon be an answer. */
  turnEnded(sent: number): void {
    const now = this.#clock()
    this.#pausesMs += Math.min(now - this.#endedAt, LONG_MS)
    this.#endedAt = now
    this.#sent += sent
    this.#turns += 1
    if (this.#turns === PERIOD_TURNS) this.#judge()
    if (this.#way === 'asleep' || this.#isLooking) return
    this.#isLooking = true
    this.#schedule(this.#look)
  }

  readonly #look = (): void => {
    this.#isLooking = this.#way === 'awake' && this.#clock() - this.#endedAt < LOOK_MS
    if (this.#isLooking) this.#schedule(this.#look)
  }

  #judge(): void {
    this.#eachMs[this.#way] = this.#pausesMs / this.#sent
    this.#periods += 1
    const isNear = this.#pausesMs / PERIOD_TURNS < LOOK_MS
    // Not by the pauses: whoever sleeps longer may find more to do at once.
    const isWorth = this.#eachMs.awake < WORTH * this.#eachMs.asleep
    const better = isNear && isWorth ? 'awake' : 'asleep'
    const other = better === 'awake' ? 'asleep' : 'awake'
    this.#way = this.#periods % TRIAL_PERIODS === 0 ? other : better
    this.#turns = 0
    this.#sent = 0
    this.#pausesMs = 0
  }
}
