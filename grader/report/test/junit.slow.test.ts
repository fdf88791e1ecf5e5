// JUnit's XML against a schema of the strict subset, by a validator that is not ours. Needs xmllint.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { toJunit } from '../junit.ts'
import { aCheck, anAllPassedResult, aResult } from './a-result.ts'

const SCHEMA = join(import.meta.dirname, 'junit.xsd')
const HOSTILE = { ...aCheck('room.a', 3, 'failed', 'A'), reason: '\0\x1b]]>\ud800\uffff<&"', actual: '\0]]>\ufffe' }

test.each([
  ['of everything', aResult()],
  ['all passed', anAllPassedResult()],
  ['of nothing', aResult({ checks: [], stages: [] })],
  ['of hostile words', aResult({ checks: [HOSTILE] })],
])('a result %s is valid', (_name, result) => expect(faultsOf(toJunit(result))).toBe(''))

test('the schema refuses what the strict one does not know', () => {
  expect(faultsOf(toJunit(aResult()).replace('<testcase ', '<testcase file="a.ts" '))).toContain(
    "'file' is not allowed",
  )
})

function faultsOf(xml: string): string {
  const { status, stderr, error } = spawnSync('xmllint', ['--noout', '--schema', SCHEMA, '-'], {
    input: xml,
    encoding: 'utf8',
  })
  if (error !== undefined) throw new Error(`xmllint: ${error.message}; apt install libxml2-utils`)
  return status === 0 ? '' : stderr
}
