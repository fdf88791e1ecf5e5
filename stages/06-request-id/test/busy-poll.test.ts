import { expect, test } from 'vitest'
import { BusyPoll } from '../busy-poll.ts'

/** An event loop in the mind: while somebody wants to look again it turns every 10 µs. */
const TURN_MS = 0.01

/** What comes next, so long after the last has been sent: sooner where the loop has not fallen asleep. ms */
interface Pauses {
  asleep: number
  awake: number
}

class Loop {
  #now = 1000
  #scheduled: (() => void) | undefined
  readonly #poll = new BusyPoll(
    look => {
      this.#scheduled = look
    },
    () => this.#now,
  )

  /**
   * Lets something come and be sent so many times in a row.
   *
   * @param sent to how many at once
   * @returns in how many of a hundred pauses the loop was awake when it came, rounded
   */
  run(times: number, { asleep, awake }: Pauses, sent = { asleep: 1, awake: 1 }): number {
    let found = 0
    for (let count = 0; count < times; count += 1) {
      const sentAt = this.#now
      while (this.#scheduled !== undefined && this.#now < sentAt + awake) this.#turn()
      const isAwake = this.#scheduled !== undefined
      if (isAwake) found += 1
      this.#now = sentAt + (isAwake ? awake : asleep)
      this.#poll.turnEnded(isAwake ? sent.awake : sent.asleep)
    }
    return Math.round((100 * found) / times)
  }

  /** How long the loop goes on when nothing comes any more, ms. */
  fallAsleep(): number {
    const from = this.#now
    while (this.#scheduled !== undefined) this.#turn()
    return this.#now - from
  }

  #turn(): void {
    this.#now += TURN_MS
    const look = this.#scheduled
    this.#scheduled = undefined
    look?.()
  }
}

const NEAR = { asleep: 0.07, awake: 0.03 }

test('looks again where that is sooner than to sleep and be woken, but for a trial now and then', () => {
  const loop = new Loop()
  loop.run(1000, NEAR)
  const share = loop.run(128 * 160, NEAR)
  expect(share).toBeGreaterThan(90)
  expect(share).toBeLessThan(97)
})

test('falls asleep a tenth of a millisecond after the last', () => {
  const loop = new Loop()
  loop.run(1000, NEAR)
  const tookMs = loop.fallAsleep()
  expect(tookMs).toBeGreaterThan(0.09)
  expect(tookMs).toBeLessThan(0.12)
})

test('sleeps where looking gains nothing, as on a processor that those need who are waited for', () => {
  const loop = new Loop()
  loop.run(1000, { asleep: 0.05, awake: 0.05 })
  expect(loop.run(128 * 160, { asleep: 0.05, awake: 0.05 })).toBeLessThan(8)
})

test('sleeps where more comes together meanwhile, so that it costs nobody time', () => {
  const loop = new Loop()
  const sent = { asleep: 8, awake: 3 }
  loop.run(1000, NEAR, sent)
  expect(loop.run(128 * 160, NEAR, sent)).toBeLessThan(8)
})

test('sleeps where nothing comes while it looks', () => {
  const far = { asleep: 5, awake: 4 }
  const loop = new Loop()
  loop.run(1000, far)
  let lookedMs = 0
  for (let count = 0; count < 128 * 32; count += 1) {
    lookedMs += loop.fallAsleep()
    loop.run(1, far)
  }
  // Two trials of 128 turns, a tenth of a millisecond each; in twenty seconds.
  expect(lookedMs).toBeLessThan(35)
})

test('learns anew: what comes seldom comes often later', () => {
  const loop = new Loop()
  loop.run(3000, { asleep: 20, awake: 20 })
  loop.run(128 * 17, NEAR)
  expect(loop.run(128, NEAR)).toBe(100)
})
