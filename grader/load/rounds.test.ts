import { describe, expect, test } from 'vitest'
import type { LoadRound } from '../result.ts'
import { compare, interleave } from './rounds.ts'
import { round } from './test/round.ts'

test('direct, reference and subject take turns, round by round', async () => {
  const seen: string[] = []
  const rounds = await interleave(2, async (of, nth) => {
    seen.push(`${of} ${nth}`)
    return round(of, 1)
  })
  expect(seen).toEqual(['direct 1', 'reference 1', 'subject 1', 'direct 2', 'reference 2', 'subject 2'])
  expect(rounds.map(({ of }) => of)).toEqual(seen.map(each => each.split(' ')[0]))
})

test('a run that is stopped keeps what was measured', async () => {
  const stop = new AbortController()
  const measure = async (of: LoadRound['of']) => {
    if (of === 'reference') stop.abort()
    return round(of, 1)
  }
  const rounds = await interleave(3, measure, stop.signal)
  expect(rounds.map(({ of }) => of)).toEqual(['direct', 'reference'])
})

describe('the ratio', () => {
  test('is the median of subject by reference of the same round, between the smallest and the largest', () => {
    const rounds = threeRounds([900, 1000, 1000], [100, 120, 110], [50, 90, 33])
    expect(compare(rounds)).toEqual({ ratio: 0.5, spread: [0.3, 0.75], notScored: null })
  })

  test('of an even number of rounds lies in the middle of the two in the middle', () => {
    const rounds = threeRounds([1000, 1000], [100, 100], [40, 60])
    expect(compare(rounds).ratio).toBe(0.5)
  })

  test('stands when the machine was restless by a quarter, and only the subject swings', () => {
    expect(compare(threeRounds([750, 1000], [100, 75], [10, 90])).ratio).not.toBeNull()
  })

  test.each([
    ['the web servers alone', threeRounds([740, 1000], [100, 100], [50, 50]), /web servers alone differ by 26 %/],
    ['the reference', threeRounds([1000, 1000], [100, 74], [50, 50]), /the reference differ by 26 %/],
  ])('is not given when the rounds of %s differ by more', (_whose, rounds, reason) => {
    expect(compare(rounds)).toMatchObject({ ratio: null, spread: null, notScored: expect.stringMatching(reason) })
  })

  test('is not given when the reference has errors itself', () => {
    const rounds = [...threeRounds([1000, 1000], [100, 100], [50, 50]), round('reference', 100, { status: 3 })]
    expect(compare(rounds).notScored).toBe('the reference had 3 errors: the machine or the lab is at fault')
  })

  test('is not given of one round, nor of a run that was stopped before its last subject', () => {
    expect(compare(threeRounds([1000], [100], [50])).notScored).toMatch(/measured 1 times/)
    expect(compare(threeRounds([1000, 1000], [100, 100], [50])).notScored).toBe('the run was stopped')
  })

  test('is not given when the reference answers nothing', () => {
    expect(compare(threeRounds([1000, 1000], [0, 0], [5, 5])).notScored).toBe('the reference answered nothing')
  })
})

function threeRounds(direct: number[], reference: number[], subject: number[]): LoadRound[] {
  return direct.flatMap((rate, nth) => [
    round('direct', rate),
    ...(reference[nth] === undefined ? [] : [round('reference', reference[nth])]),
    ...(subject[nth] === undefined ? [] : [round('subject', subject[nth])]),
  ])
}
