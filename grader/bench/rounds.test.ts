import { expect, test } from 'vitest'
import { interleave } from './rounds.ts'
import { sample } from './test/samples.ts'

test('the subjects take turns, round by round', async () => {
  const samples = await interleave(['a', 'b', 'c'], 2, async subject => sample(subject, 0, 1))
  expect(samples.map(({ subject, round }) => `${subject}${round}`)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2'])
})

test('who has no sample is passed over', async () => {
  const samples = await interleave(['a', 'b'], 2, async (subject, round) =>
    subject === 'a' && round === 1 ? undefined : sample(subject, 0, 1),
  )
  expect(samples.map(({ subject, round }) => `${subject}${round}`)).toEqual(['b1', 'a2', 'b2'])
})
