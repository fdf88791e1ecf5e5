// That every check of stages 1 and 2 which can fail a student is failed by an impostor, as the catalogue claims it. What a run
// of each impostor shows is proven where they are run.
import { expect, test } from 'vitest'
import { CHECKS_01 } from '../checks/01-echo.ts'
import { CHECKS_02 } from '../checks/02-parse.ts'
import { levelOf } from '../registry.ts'
import { ECHO_IMPOSTORS } from './01-echo.ts'
import { PARSE_IMPOSTORS } from './02-parse.ts'
import { FAILS } from './02-parse-fails.ts'

const IMPOSTORS = [...ECHO_IMPOSTORS, ...PARSE_IMPOSTORS]

test.each([...CHECKS_01, ...CHECKS_02].filter(check => levelOf(check) === 'must'))('an impostor fails $id', ({
  id,
}) => {
  expect(IMPOSTORS.filter(({ fails }) => fails.includes(id)).map(({ name }) => name)).not.toEqual([])
})

test('an impostor fails a check or two, unless it is lawful', () => {
  const blameless = IMPOSTORS.filter(({ fails, lawful }) => fails.length === 0 && !lawful)
  expect(blameless.map(({ name }) => name)).toEqual([])
})

test('impostors name checks that exist', () => {
  const ids = new Set([...CHECKS_01, ...CHECKS_02].map(({ id }) => id))
  expect(IMPOSTORS.flatMap(({ fails }) => fails).filter(id => !ids.has(id))).toEqual([])
})

test('what fails is written down for impostors that exist', () => {
  const names = new Set(IMPOSTORS.map(({ name }) => name))
  expect(Object.keys(FAILS).filter(name => !names.has(name))).toEqual([])
})
