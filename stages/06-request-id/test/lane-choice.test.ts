// Which lane is chosen, of lanes that are no more than what they owe and how long they have stood.

import { describe, expect, test } from 'vitest'
import type { Lane } from '../lane.ts'
import { LaneChoice, SHARED_LANES } from '../lane-choice.ts'

const PACE = { stallMs: 100 }

describe('where few arrive at a time', () => {
  test('the lane that owes least is chosen', () => {
    const [a, b, c] = [lane({ owed: 2 }), lane({ owed: 0 }), lane({ owed: 1 })]
    expect(new LaneChoice(() => 0, PACE).choose([a, b, c], 0, 1).lane).toBe(b)
  })

  test('of two that owe as many, it is the one that was chosen last: what the other owes takes longer', () => {
    const [a, b] = [lane({ owed: 0 }), lane({ owed: 0 })]
    const choice = new LaneChoice(() => 0, PACE)
    put(choice, [a], 1)
    put(choice, [b], 2)
    expect(choice.choose([a, b], 0, 3).lane).toBe(b)
  })

  test('each has a lane to itself, also those of one turn', () => {
    const lanes = [lane(), lane(), lane()]
    const choice = new LaneChoice(() => 0, PACE)
    for (let nth = 0; nth < 3; nth++) put(choice, lanes, 1)
    expect(lanes.map(({ connection }) => connection.owed)).toEqual([1, 1, 1])
  })

  test('another lane is wanted where all that move owe something, and only until there are enough', () => {
    const wants = (lanes: Lane[]) => new LaneChoice(() => 0, PACE).choose(lanes, 0, 1).wantsAnother
    expect(wants([lane({ owed: 1 })])).toBe(true)
    expect(wants([lane({ owed: 1 }), lane()])).toBe(false)
    expect(wants(Array.from({ length: SHARED_LANES }, () => lane({ owed: 1 })))).toBe(false)
    expect(wants([lane({ owed: 1, stoodMs: 6 })])).toBe(false)
  })
})

describe('where many arrive at a time', () => {
  test('those of one turn go to one lane, those of the next to another', () => {
    const lanes = [lane(), lane()]
    const choice = new LaneChoice(() => 0, PACE)
    for (let nth = 0; nth < 10; nth++) put(choice, lanes, 1)
    for (const each of lanes) each.connection.owed = 0
    for (let nth = 0; nth < 10; nth++) put(choice, lanes, 2)
    expect(lanes.map(({ connection }) => connection.owed).sort()).toEqual([0, 10])
    for (let nth = 0; nth < 10; nth++) put(choice, lanes, 3)
    expect(lanes.map(({ connection }) => connection.owed)).toEqual([10, 10])
  })

  test('nobody follows to a lane that takes nothing more', () => {
    const [a, b] = [lane(), lane({ owed: 5 })]
    const choice = new LaneChoice(() => 0, PACE)
    for (let nth = 0; nth < 10; nth++) put(choice, [a], 1)
    put(choice, [a, b], 2)
    expect(choice.choose([a], 0, 2).lane).toBe(a)
    expect(choice.choose([b], 0, 2).lane).toBe(b)
  })
})

describe('a lane on which nothing moves', () => {
  test('is avoided, and taken where there is no other', () => {
    const [slow, busy] = [lane({ stoodMs: 6 }), lane({ owed: 20 })]
    expect(new LaneChoice(() => 0, PACE).choose([slow, busy], 0, 1).lane).toBe(busy)
    expect(new LaneChoice(() => 0, PACE).choose([slow], 0, 1).lane).toBe(slow)
  })

  test('is not taken at all once it has stood for long', () => {
    expect(new LaneChoice(() => 0, PACE).choose([lane({ standsMs: 101 })], 0, 1).lane).toBeUndefined()
  })
})

test('lanes are looked at once a turn, and a turn lasts no longer than 2 ms, however long it was', () => {
  const glances: number[] = []
  const watched = { ...lane(), glance: (passedMs: number) => void glances.push(passedMs) } as unknown as Lane
  let now = 0
  const choice = new LaneChoice(() => now, PACE)
  for (const [turn, at] of [
    [1, 1],
    [1, 5],
    [2, 1.5],
    [3, 500],
  ] as const) {
    now = at
    choice.choose([watched], 0, turn)
  }
  expect(glances).toEqual([1, 0.5, 2])
})

test('nobody is put on a lane that is full, paused, not open yet, or somebody’s alone', () => {
  const lanes = [lane({ owed: 128 }), lane({ isPaused: true }), lane({ isOpen: false }), lane({ exclusive: true })]
  expect(new LaneChoice(() => 0, PACE).choose(lanes, 0, 1).lane).toBeUndefined()
})

function put(choice: LaneChoice, lanes: readonly FakeLane[], turn: number): void {
  const chosen = choice.choose(lanes, 0, turn).lane as FakeLane | undefined
  if (chosen !== undefined) chosen.connection.owed += 1
}

type FakeLane = Lane & { connection: { owed: number } }

function lane({
  owed = 0,
  standsMs = 0,
  stoodMs = 0,
  isOpen = true,
  isPaused = false,
  exclusive = false,
} = {}): FakeLane {
  const connection = { owed, isOpen, isPaused }
  return {
    connection,
    exclusive,
    chosen: 0,
    stoodMs,
    glance: () => {},
    standsMs: () => standsMs,
  } as unknown as FakeLane
}
