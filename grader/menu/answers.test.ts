import { expect, test } from 'vitest'
import { readOptions } from '../options.ts'
import { type MenuAnswers, toFlags } from './answers.ts'

const USUAL: MenuAnswers = {
  subject: 'reference',
  stages: [1, 2, 3, 4, 5, 6],
  claimed: [1, 2, 3, 4, 5, 6],
  backends: 'nginx',
  usualBackends: 'nginx',
  load: false,
  html: undefined,
  json: undefined,
}

test('what is usual is not said, but whose program it is', () => {
  expect(toFlags(USUAL)).toEqual(['--subject', 'reference'])
})

test('all that was chosen is said', () => {
  const flags = toFlags({
    ...USUAL,
    subject: 'my proxy',
    stages: [1, 3],
    backends: 'embedded',
    load: true,
    html: 'r.html',
  })
  expect(flags).toEqual([
    '--subject',
    'my proxy',
    '--stages',
    '1,3',
    '--backends',
    'embedded',
    '--load',
    '--html',
    'r.html',
  ])
})

test.each([
  [[2], '2'],
  [[1, 2], '1,2'],
  [[1, 2, 3, 5], '1-3,5'],
  [[1, 3, 4, 5, 6], '1,3-6'],
] as const)('stages %j are said as %s', (stages, text) => {
  expect(toFlags({ ...USUAL, stages })).toEqual(['--subject', 'reference', '--stages', text])
})

test('the flags ask for the very run that was chosen', () => {
  const flags = toFlags({
    ...USUAL,
    subject: 'peer:caddy',
    stages: [3, 5],
    claimed: [3, 4, 5],
    load: true,
    json: 'r.json',
  })
  expect(readOptions(flags, {})).toMatchObject({
    show: 'grade',
    options: { subject: 'peer:caddy', stages: [3, 5], load: true, reports: { json: 'r.json' } },
  })
})
