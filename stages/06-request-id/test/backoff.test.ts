import { expect, test } from 'vitest'
import { Backoff } from '../backoff.ts'

test('who dies again and again is started more and more slowly, up to five seconds', () => {
  const backoff = new Backoff()
  const delays = Array.from({ length: 8 }, () => backoff.delayMs(50))
  expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000])
})

test('ten seconds of life and all is forgotten', () => {
  const backoff = new Backoff()
  for (let nth = 0; nth < 5; nth += 1) backoff.delayMs(50)
  expect([backoff.delayMs(10_000), backoff.delayMs(50), backoff.delayMs(50)]).toEqual([100, 100, 200])
})
