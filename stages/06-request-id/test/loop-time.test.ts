import { expect, test } from 'vitest'
import { LoopTime } from '../loop-time.ts'

test('goes as the clock goes while somebody looks often', () => {
  const time = new LoopTime(1000)
  for (let now = 1020; now <= 1200; now += 20) time.look(now)
  expect(time.now).toBe(200)
})

test('hardly moves while nobody looks: a second in which the loop stood still is no second of waiting', () => {
  const time = new LoopTime(1000)
  time.look(1020)
  time.look(2020)
  expect(time.now).toBe(60)
})
