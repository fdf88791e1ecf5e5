import { expect, test } from 'vitest'
import type { Check } from '../check.ts'
import { aResult } from '../report/test/a-result.ts'
import type { CheckOptions } from './options.ts'
import { failuresAfter, toPlan } from './plan.ts'

const CHECKS = [
  aCheck('echo.word', 1),
  aCheck('forward.get', 3),
  aCheck('forward.post', 3),
  aCheck('pipelining.order', 4),
]
const OPTIONS: CheckOptions = {
  stage: 3,
  subject: 'reference',
  watch: false,
  only: undefined,
  seed: undefined,
  backends: 'embedded',
  captures: undefined,
  verbose: false,
}

test('the checks are those that are new at the stage', () => {
  const plan = toPlan(OPTIONS, CHECKS, ['forward.post'], 2)
  expect(plan).toMatchObject({
    stages: [3],
    only: ['forward.get', 'forward.post'],
    first: ['forward.post'],
    load: false,
  })
})

test('those that are named are made instead', () => {
  expect(toPlan({ ...OPTIONS, only: ['echo.word'] }, CHECKS, [], 2).only).toEqual(['echo.word'])
})

test('a failure is repeated by the command of the student', () => {
  expect(toPlan(OPTIONS, CHECKS, [], 2).toRepeat?.('forward.get', 3, 9)).toBe(
    'npm run check 3 -- --only forward.get --seed 9',
  )
})

test('a whole run knows all failures', () => {
  expect(failuresAfter(aResult(), ['balance.round-robin', 'gone.by'])).toEqual([
    'forward.hop-by-hop',
    'pipelining.order',
  ])
})

test('a run that was stopped forgets no failure that it did not make again', () => {
  expect(failuresAfter({ ...aResult(), complete: false }, ['balance.round-robin', 'not.yet'])).toEqual([
    'forward.hop-by-hop',
    'pipelining.order',
    'not.yet',
  ])
})

function aCheck(id: string, stage: Check['stage']): Check {
  return { id, stage, title: '', spec: '', why: '', hint: '', lesson: '', run: async () => {} }
}
