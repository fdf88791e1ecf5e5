import fc from 'fast-check'
import { expect, test } from 'vitest'
import { patternAbove } from './number-pattern.ts'

test('matches exactly the numbers above the limit', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31), fc.nat(2 ** 31), (limit, number) => {
      expect(new RegExp(patternAbove(limit)).test(String(number))).toBe(number > limit)
    }),
  )
})

test.each([0, 9, 10, 99, 16_384, 1_073_741_824])('is exact around %d', limit => {
  const above = new RegExp(patternAbove(limit))
  expect([limit - 1, limit, limit + 1, limit * 10 + 10].map(number => above.test(String(number)))).toEqual([
    false,
    false,
    true,
    true,
  ])
})
