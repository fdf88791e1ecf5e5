import { expect, test } from 'vitest'
import { progressLine } from '../progress.ts'

const HALF = { done: 12, total: 47, failed: 1, current: ['pipelining.order (stage 4)'], elapsedMs: 101_900 }

test('progress is a bar, counts, time and the check that runs', () => {
  expect(progressLine(HALF, 80)).toBe('[#####...............] 12/47, 1 failed, 1:41  pipelining.order (stage 4)')
})

test.each([0, 1, 10, 30, 59, 60, 200])('progress is one line of at most %i characters', width => {
  const line = progressLine({ ...HALF, current: ['a\r\nb', 'x'.repeat(300)] }, width)
  expect(line.length).toBeLessThanOrEqual(width)
  expect(line).not.toMatch(/[\r\n]/)
})

test('progress of nothing is no fraction by nought', () => {
  expect(progressLine({ done: 0, total: 0, failed: 0, current: [], elapsedMs: 0 }, 80)).toBe(
    '[....................] 0/0, 0 failed, 0:00',
  )
})
