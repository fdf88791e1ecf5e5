import { expect, test } from 'vitest'
import { aResult } from '../report/test/a-result.ts'
import { failuresIn, withStanding } from './last-check.ts'

const RESULT = aResult()

test('the file has the shape that the ladder reads', () => {
  expect(JSON.parse(withStanding(undefined, 4, RESULT))).toEqual({
    schema: 'hopwise-last-check/1',
    stages: {
      4: {
        passed: 2,
        failed: 1,
        skipped: 1,
        undecided: 0,
        at: RESULT.startedAt,
        failures: ['pipelining.order'],
      },
    },
  })
})

test('what it said of other stages stays', () => {
  const both = withStanding(withStanding(undefined, 3, RESULT), 4, RESULT)
  expect(Object.keys(JSON.parse(both).stages)).toEqual(['3', '4'])
})

test.each([
  undefined,
  '',
  '{',
  '[]',
  'null',
  '{"schema": "another", "stages": {"1": {}}}',
])('%j is written anew', text => {
  expect(Object.keys(JSON.parse(withStanding(text, 4, RESULT)).stages)).toEqual(['4'])
  expect(failuresIn(text, 4)).toEqual([])
})

test('the failures of a stage are found again', () => {
  const text = withStanding(undefined, 4, RESULT)
  expect(failuresIn(text, 4)).toEqual(['pipelining.order'])
  expect(failuresIn(text, 3)).toEqual([])
})
