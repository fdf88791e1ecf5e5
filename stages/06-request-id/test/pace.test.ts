// How long a lane may give nothing, by how fast the backend answers as a whole.

import { beforeEach, expect, test } from 'vitest'
import type { Lane } from '../lane.ts'
import { Pace } from '../pace.ts'

let pace: Pace
let now = 0
beforeEach(() => {
  now = 0
  pace = new Pace()
})

test('as long as nothing is known, a tenth of a second', () => {
  expect(pace.stallMs).toBe(100)
})

test('behind a fast backend, too, however many wait', () => {
  run({ lanes: 5, owed: 100, perTick: 200 })
  expect(pace.stallMs).toBe(100)
})

test('twice as long as who comes now waits on the average, where that is longer', () => {
  // 60 wait for 100 answers a second.
  run({ lanes: 5, owed: 12, perTick: 2 })
  expect(pace.answersPerSecond).toBeCloseTo(100, 0)
  expect(pace.stallMs).toBeCloseTo(1200, -1)
  expect(pace.owedPerLane).toBe(12)
})

test('where nothing has come lately it is not known any more', () => {
  run({ lanes: 5, owed: 12, perTick: 2 })
  run({ lanes: 5, owed: 12, perTick: 0, ticks: 100 })
  expect(pace.stallMs).toBe(100)
})

test('time in which nobody waits makes no backend slow', () => {
  run({ lanes: 5, owed: 12, perTick: 2 })
  run({ lanes: 5, owed: 0, perTick: 0, ticks: 20 })
  expect(pace.answersPerSecond).toBeGreaterThan(90)
})

test('what waits for a client without room, or behind one who is slow, waits not for the backend', () => {
  run({ lanes: 5, owed: 12, perTick: 2, isPaused: true })
  expect([pace.stallMs, pace.owedPerLane]).toEqual([100, 0])
  run({ lanes: 5, owed: 12, perTick: 2, isKept: true })
  expect([pace.stallMs, pace.owedPerLane]).toEqual([100, 0])
})

interface Run {
  readonly lanes: number
  /** By each lane. */
  readonly owed: number
  /** Answers of all lanes. */
  readonly perTick: number
  readonly ticks?: number
  readonly isPaused?: boolean
  readonly isKept?: boolean
}

function run({ lanes, owed, perTick, ticks = 100, isPaused = false, isKept = false }: Run): void {
  const lane = { answers: perTick / lanes, isKept, connection: { owed, isPaused } }
  const all = Array.from({ length: lanes }, () => lane) as unknown as Lane[]
  for (let tick = 0; tick < ticks; tick += 1) {
    now += 20
    pace.tick(all, now)
  }
}
