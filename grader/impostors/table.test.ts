// The table impostor × check, as the catalogue states it: whole and consistent. That every impostor does as it says is proven by
// running them: table.slow.test.ts, npm run impostors.
import { expect, test } from 'vitest'
import { bindsAt, CHECKS, levelOf } from '../registry.ts'
import { IMPOSTORS } from './catalogue.ts'

const byId = new Map(CHECKS.map(check => [check.id, check]))

test('there are at least 45 wrong programs, two of them in Python', () => {
  const wrong = IMPOSTORS.filter(({ lawful }) => !lawful)
  expect(wrong.length).toBeGreaterThanOrEqual(45)
  expect(wrong.filter(each => 'program' in each && each.program[0] === 'python3').length).toBeGreaterThanOrEqual(2)
})

test('every check that can fail a student is failed by an impostor', () => {
  const failed = new Set(IMPOSTORS.flatMap(({ fails }) => fails))
  const safe = CHECKS.filter(check => levelOf(check) === 'must' && !failed.has(check.id)).map(({ id }) => id)
  expect(safe).toEqual([])
})

test('every wrong program fails something', () => {
  expect(IMPOSTORS.filter(({ lawful, fails }) => !lawful && fails.length === 0).map(({ name }) => name)).toEqual([])
})

test('what an impostor fails always it does not fail sometimes, and a lawful one fails nothing', () => {
  const both = IMPOSTORS.filter(({ fails, mayFail = [] }) => mayFail.some(id => fails.includes(id)))
  expect(both.map(({ name }) => name)).toEqual([])
  expect(IMPOSTORS.filter(({ lawful, fails, mayFail = [] }) => lawful && fails.length + mayFail.length > 0)).toEqual([])
})

test('what an impostor fails are checks that bind its stage', () => {
  const strange = IMPOSTORS.flatMap(({ name, stage, fails, mayFail = [] }) =>
    [...fails, ...mayFail]
      .filter(id => {
        const check = byId.get(id)
        return check === undefined || !bindsAt(check, stage) || levelOf(check) === 'should'
      })
      .map(id => `${name}: ${id}`),
  )
  expect(strange).toEqual([])
})
