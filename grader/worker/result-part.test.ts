import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CheckResult, GradeResult } from '../result.ts'
import { PartsOfResult, ResultOfParts } from './result-part.ts'

function resultOf(checks: readonly CheckResult[]): GradeResult {
  return { durationMs: checks.length, checks } as unknown as GradeResult
}

test('whatever checks are done in whatever order, what is told makes the same result', () => {
  const order = fc
    .shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 1 })
    .chain(done => fc.tuple(fc.constant(done), fc.array(fc.nat(done.length), { maxLength: 5 })))
  fc.assert(
    fc.property(order, ([done, pauses]) => {
      const all = Array.from({ length: 10 }, (_each, at) => ({ id: `check.${at}` }) as CheckResult)
      const parts = new PartsOfResult()
      const told = new ResultOfParts()
      for (const count of [...pauses.sort((a, b) => a - b), done.length]) {
        const known = resultOf(all.filter((_each, at) => done.slice(0, count).includes(at)))
        expect(told.add(structuredClone(parts.next(known)))).toEqual(known)
      }
    }),
  )
})

test('a check is told once', () => {
  const check = { id: 'echo.word' } as CheckResult
  const parts = new PartsOfResult()
  expect(parts.next(resultOf([check])).made).toEqual([{ at: 0, check }])
  expect(parts.next(resultOf([check])).made).toEqual([])
})
