import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { demandOutside } from '../outside.ts'
import { emptyClass, gradeClass, handInBroken } from './running-class.ts'

test.each(['.', 'grades', 'a/b', 'link/grades'])('--out submissions/%s lies in it', place => {
  const submissions = join(temporary(), 'submissions')
  mkdirSync(submissions)
  symlinkSync(submissions, join(submissions, 'link'))
  expect(() => demandOutside(submissions, '--out', join(submissions, place))).toThrow(
    `--out ${join(submissions, place)}: lies in ${submissions}, where the next run would take it for a submission; name a`,
  )
})

test.each(['..', '../grades', '../submissions-graded', '../..grades'])('--out submissions/%s does not', place => {
  const submissions = join(temporary(), 'submissions')
  mkdirSync(submissions)
  expect(() => demandOutside(submissions, '--out', join(submissions, place))).not.toThrow()
})

test.each(['--out', '--pcap'])('%s among the submissions is refused in one line, and nothing is made there', flag => {
  const folders = emptyClass()
  handInBroken(join(folders.submissions, 'ada'))
  const inside = join(folders.submissions, 'grades')
  const { status, stderr } =
    flag === '--out' ? gradeClass({ ...folders, out: inside }) : gradeClass(folders, [flag, inside])
  expect([status, stderr]).toEqual([2, expect.stringMatching(/^class: --(?:out|pcap) .*; name a folder outside\n$/)])
  expect(existsSync(inside)).toBe(false)
})

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hopwise-outside-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
