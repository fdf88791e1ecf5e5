import { existsSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { makeTemporaryFolder } from './temporary-folder.ts'

test('makes a new folder where the system has its temporary ones', () => {
  const folder = makeTemporaryFolder('hopwise-test')
  expect([dirname(folder), existsSync(folder)]).toEqual([tmpdir(), true])
  rmdirSync(folder)
})

test.each([
  [join(import.meta.dirname, 'nowhere'), 'no such folder'],
  [import.meta.filename, 'is not a folder'],
])('of %s it says in one line that it %s', (place, fault) => {
  expect(() => makeTemporaryFolder('hopwise-test', place)).toThrow(
    `temporary folder ${place}: ${fault}; set TMPDIR to a writable folder`,
  )
})
