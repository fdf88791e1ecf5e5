// The starter in Python: the same contract, the same grader. Needs python3.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gradeQuietly, reasonsOf } from '../../test/quiet.ts'
import { toHandout } from '../handout.ts'
import { madeHandout, TREE } from './made.ts'

const inPython = (files: ReadonlyMap<string, string>) => join(madeHandout(files), 'starters', '01-echo-python')

test('passes all of stage 1 with its solutions', async () => {
  const result = await gradeQuietly({ subject: inPython(toHandout(TREE, 1).files) })
  expect(reasonsOf(result)).toEqual([])
  expect(result.stages.map(({ stage, passed }) => [stage, passed > 10])).toEqual([[1, true]])
  expect(result.checks.flatMap(({ warnings }) => warnings)).toEqual([])
  expect(result.leftBehind).toEqual([])
})

test('fails with the words of its first todo without them', async () => {
  const result = await gradeQuietly({ subject: inPython(toHandout(TREE, 0).files), only: ['echo.word'] })
  expect(result.checks[0]?.reason).toMatch(/^TODO\(stage 1\): receive_data: /)
})
