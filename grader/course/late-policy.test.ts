import fc from 'fast-check'
import { expect, test } from 'vitest'
import { latePercent, NO_PENALTY } from './late-policy.ts'

const POLICY = { graceMinutes: 30, percentPerDay: 10, capPercent: 35 }
const DUE = Date.parse('2026-10-25T23:59:00+02:00')
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

test.each([
  ['a week early', -7 * DAY, 0],
  ['on the minute', 0, 0],
  ['at the end of the grace', 30 * MINUTE, 0],
  ['a millisecond behind it', 30 * MINUTE + 1, 10],
  ['a day late', DAY, 10],
  ['a day and a minute late', DAY + MINUTE, 20],
  ['three days late', 3 * DAY, 30],
  ['four days late: no more than the cap', 4 * DAY, 35],
  ['a year late', 365 * DAY, 35],
])('%s', (_when, lateMs, percent) => {
  expect(latePercent(POLICY, DUE, DUE + lateMs)).toBe(percent)
})

test('a grace of more than a day forgives all of it, and then counts from the due date', () => {
  const policy = { ...POLICY, graceMinutes: 2 * 24 * 60 }
  expect(latePercent(policy, DUE, DUE + 2 * DAY)).toBe(0)
  expect(latePercent(policy, DUE, DUE + 2 * DAY + 1)).toBe(30)
})

test('the same moment in another time zone, or across the end of summer time, is the same', () => {
  expect(latePercent(POLICY, DUE, Date.parse('2026-10-25T23:30:00+01:00'))).toBe(10)
  expect(latePercent(POLICY, DUE, Date.parse('2026-10-25T22:20:00Z'))).toBe(0)
})

test('without a policy lateness costs nothing', () => {
  expect(latePercent(NO_PENALTY, DUE, DUE + 100 * DAY)).toBe(0)
})

test('whoever is later never loses less, and nobody more than the cap', () => {
  const policies = fc.record({ graceMinutes: fc.nat(5000), percentPerDay: fc.nat(100), capPercent: fc.nat(100) })
  const moments = fc.integer({ min: -10 * DAY, max: 40 * DAY })
  fc.assert(
    fc.property(policies, moments, fc.nat(5 * DAY), (policy, at, more) => {
      const [early, late] = [latePercent(policy, 0, at), latePercent(policy, 0, at + more)]
      return early <= late && early >= 0 && late <= policy.capPercent
    }),
  )
})
