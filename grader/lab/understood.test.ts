// That what a program made of a request is compared as meaning, not as spelling.
import { expect, test } from 'vitest'
import type { FieldLine } from './request.ts'
import { mustHaveFields, type Understood } from './understood.ts'

const heard = (...fields: FieldLine[]): Understood => {
  return { method: 'GET', target: '/', host: 'a', fields, bodyBytes: 0, sha256: undefined }
}

test('names in another case of letters and added headers are no difference', () => {
  expect(() => mustHaveFields(heard(['via', '1.1 x'], ['x-a', '1']), [['X-A', '1']])).not.toThrow()
})

test('lines of one name may be joined as their field allows', () => {
  expect(() =>
    mustHaveFields(heard(['cookie', 'a; b']), [
      ['Cookie', 'a'],
      ['Cookie', 'b'],
    ]),
  ).not.toThrow()
  expect(() =>
    mustHaveFields(heard(['x-a', '1, 2']), [
      ['X-A', '1'],
      ['X-A', '2'],
    ]),
  ).not.toThrow()
})

test.each<[string, FieldLine[]]>([
  ['another value', [['X-A', '12']]],
  ['a missing line', []],
  [
    'a line too many',
    [
      ['X-A', '1'],
      ['X-A', '1'],
    ],
  ],
])('%s is a failure', (_what, fields) => {
  expect(() => mustHaveFields(heard(...fields), [['X-A', '1']])).toThrow(/x-a is not understood/)
})
