import { expect, test } from 'vitest'
import { readStandings } from './last-check.ts'

const SOUND = {
  passed: 12,
  failed: 1,
  skipped: 0,
  undecided: 0,
  at: '2026-03-01T10:00:00.000Z',
  failures: ['forward.get'],
}

test('what the last check left is read by stage', () => {
  expect([...readStandings(file({ 3: SOUND }))]).toEqual([
    [3, { passed: 12, failed: 1, skipped: 0, undecided: 0, at: '2026-03-01T10:00:00.000Z' }],
  ])
})

test('a stage about which the file says nothing sensible was not checked, and the others were', () => {
  const faulty = [{ ...SOUND, passed: -1 }, { ...SOUND, at: 'yesterday' }, { ...SOUND, failed: '1' }, null, 'passed']
  for (const each of faulty) expect([...readStandings(file({ 2: each, 3: SOUND })).keys()]).toEqual([3])
})

test.each([
  ['no file', undefined],
  ['an empty one', ''],
  ['half of one', '{"schema": "hopwise-last-check/1", "stages": {"3": {"pas'],
  ['another shape', JSON.stringify({ schema: 'hopwise-last-check/2', stages: { 3: SOUND } })],
  ['stages that are none', JSON.stringify({ schema: 'hopwise-last-check/1', stages: null })],
  ['stages in a list', JSON.stringify({ schema: 'hopwise-last-check/1', stages: [SOUND, SOUND] })],
  ['a list', '[]'],
])('%s means that nothing was checked yet', (_name, text) => {
  expect(readStandings(text).size).toBe(0)
})

function file(stages: object): string {
  return JSON.stringify({ schema: 'hopwise-last-check/1', stages })
}
