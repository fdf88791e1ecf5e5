import { describe, expect, test } from 'vitest'
import type { LoadResult } from '../result.ts'
import { toLoadCheck, toLoadScore } from './load-check.ts'
import { round } from './test/round.ts'

describe('points', () => {
  test.each([
    [0, 0],
    [0.1, 0],
    [0.2, 0.25],
    [0.3, 0.5],
    [0.5, 1],
    [1.4, 1],
  ])('at %f of the reference are %f of all', (ratio, share) => {
    expect(toLoadScore(ratio)).toBeCloseTo(share, 10)
  })
})

describe('the check', () => {
  test('of half the reference passes with all points', () => {
    expect(toLoadCheck(loadOf(0.5), 'again')).toMatchObject({ verdict: 'passed', score: 2, maxScore: 2, warnings: [] })
  })

  test('of less passes with fewer, and says why', () => {
    const { verdict, score, warnings } = toLoadCheck(loadOf(0.3), 'again')
    expect([verdict, score, warnings.length]).toEqual(['passed', 1, 1])
    expect(warnings[0]).toContain("0.30 of the reference's requests per second: 1 of 2 points")
  })

  test('of a tenth fails', () => {
    expect(toLoadCheck(loadOf(0.1), 'again')).toMatchObject({ verdict: 'failed', score: 0, maxScore: 2 })
  })

  test('with errors fails, whatever the rate, and says which', () => {
    const rounds = [round('subject', 100, { status: 7, wrongAnswers: 2 }), round('subject', 100, { timeout: 1 })]
    const { verdict, reason } = toLoadCheck({ ...loadOf(1), rounds }, 'again')
    expect(verdict).toBe('failed')
    expect(reason).toBe(
      'under load 10 requests failed: 1 without an answer in time, 7 with a status of error, 2 nonces behind it not answered by themselves',
    )
  })

  test('with errors of the subject alone fails also on a machine too restless to be scored', () => {
    const rounds = [round('direct', 100), round('reference', 100), round('subject', 100, { status: 1 })]
    expect(toLoadCheck({ ...loadOf(null), rounds }, 'again').verdict).toBe('failed')
  })

  test('that was not scored is undecided and costs nothing', () => {
    const check = toLoadCheck(loadOf(null), 'again')
    expect(check).toMatchObject({ verdict: 'undecided', score: 0, maxScore: 0, reason: 'not scored: busy' })
  })

  test('is undecided where the reference had errors too', () => {
    const rounds = [round('reference', 100, { timeout: 1 }), round('subject', 100, { status: 1 })]
    expect(toLoadCheck({ ...loadOf(null), rounds }, 'again').verdict).toBe('undecided')
  })
})

function loadOf(ratio: number | null): LoadResult {
  const spread = ratio === null ? null : ([ratio, ratio] as const)
  const notScored = ratio === null ? 'busy' : null
  const rounds = [round('direct', 100), round('reference', 100), round('subject', 100)]
  return { stage: 4, scenario: 'a small page', generator: 'wrk 4.1.0', clients: 64, rounds, ratio, spread, notScored }
}
