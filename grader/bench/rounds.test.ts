import { expect, test } from 'vitest'
import { interleave } from './rounds.ts'

test('the subjects take turns, round by round', async () => {
  const figures = { requests: 1, requestsPerSecond: 1, cpuMicrosPerRequest: null, p50Ms: 1, p99Ms: 1, errors: 0 }
  const samples = await interleave(['a', 'b', 'c'], 2, async subject => ({ subject, ...figures }))
  expect(samples.map(({ subject, round }) => `${subject}${round}`)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2'])
})
