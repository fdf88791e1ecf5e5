// How many connections a backend is given that is slow on each of them, by how many answers come over so many.

import { beforeEach, expect, test } from 'vitest'
import { AloneLimit } from '../alone-limit.ts'

let limit: AloneLimit
let now = 0
beforeEach(() => {
  now = 0
  limit = new AloneLimit()
  limit.begin(5, 100, now)
})

test('at first there are no more lanes than where they are shared', () => {
  expect(limit.limit).toBe(8)
})

test('twice as many, again and again, as long as as many more answers come', () => {
  for (const [rate, lanes] of [
    [160, 16],
    [320, 32],
    [640, 64],
  ] as const) {
    pass(2000, rate)
    expect(limit.limit).toBe(lanes)
  }
})

test('where the first step has brought nothing, it is said', () => {
  expect(pass(1900, 105)).toBe(true)
  expect(pass(200, 105)).toBe(false)
})

test('where a later one has, there are as many as before, and for a while it is not tried again', () => {
  pass(2000, 160)
  pass(2000, 170)
  expect(limit.limit).toBe(8)
  pass(59_000, 160)
  expect(limit.limit).toBe(8)
  pass(2000, 160)
  expect(limit.limit).toBe(16)
})

test('as long as nobody waits, nothing can be seen', () => {
  expect(pass(10_000, 60, false)).toBe(true)
  expect(limit.limit).toBe(8)
})

/** Time passes in which so many answers a second come. */
function pass(ms: number, rate: number, isFull = true): boolean {
  let isOfUse = true
  for (const until = now + ms; now < until; ) {
    now += 20
    isOfUse = limit.look(rate, isFull, now) && isOfUse
  }
  return isOfUse
}
