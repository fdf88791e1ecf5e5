import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CHECKS } from '../registry.ts'
import { KNOWN_DIFFERENCES } from './known-differences.ts'

test('every known difference is about checks that there are, and says why', () => {
  const ids = new Set(CHECKS.map(({ id }) => id))
  expect(KNOWN_DIFFERENCES.flatMap(({ checks }) => checks).filter(id => !ids.has(id))).toEqual([])
  expect(KNOWN_DIFFERENCES.filter(({ reason }) => reason.length < 40)).toEqual([])
})

test('the list for readers, in grader/README.md, is this one', () => {
  const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8')
  const rows = KNOWN_DIFFERENCES.map(
    ({ peer, checks, reason }) => `| ${peer} | ${checks.map(id => `\`${id}\``).join(' ')} | ${reason} |`,
  )
  expect(rows.filter(row => !readme.includes(row))).toEqual([])
})
