// What the teacher's machine or flags are to blame for costs nobody a point, and does not stay.
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyClass, gradeClass, handInBroken, rowsOf } from './running-class.ts'

test('a machine that has no room for a copy has graded nobody, and the next run tries again', () => {
  const folders = emptyClass()
  handInBroken(join(folders.submissions, 'ada'))
  const missing = join(folders.submissions, '..', 'missing')
  expect(gradeClass(folders, [], { HOPWISE_SUBJECTS: missing }).status).toBe(1)
  expect(rowsOf(folders).ada).toMatch(/^failed: the grader could not: .*cannot be copied: .*missing/)
  expect(gradeClass(folders).status).toBe(0)
  expect(rowsOf(folders).ada).toMatch(/^refused: the build of ada /)
})

test('--pcap on a file is refused before anybody is graded', () => {
  const folders = emptyClass()
  handInBroken(join(folders.submissions, 'ada'))
  const file = join(folders.submissions, '..', 'README.md')
  writeFileSync(file, '')
  const { status, stderr } = gradeClass(folders, ['--pcap', file])
  expect([status, stderr]).toEqual([2, `class: --pcap ${file}: it is a file; name a folder\n`])
  expect(readdirSync(join(folders.submissions, '..'))).not.toContain('out')
})
