// What lies among submissions and is none, or cannot be read: it has its row, and so has everybody else.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyClass, gradeClass, handInBroken, rowsOf } from './running-class.ts'

const BUILD_FAILED = expect.stringMatching(/^refused: the build of /)

describe.skipIf(process.platform === 'win32')('among the submissions', () => {
  test('a link to a folder is followed, one that leads nowhere is refused, and a pipe is not read', () => {
    const folders = emptyClass()
    const entry = (...names: string[]) => join(folders.submissions, ...names)
    handInBroken(entry('ada'))
    handInBroken(entry('..', 'elsewhere', 'bob'))
    symlinkSync(entry('..', 'elsewhere', 'bob'), entry('linked'))
    symlinkSync(entry('..', 'missing'), entry('lost.zip'))
    symlinkSync('round', entry('round'))
    execFileSync('mkfifo', [entry('pipe.zip')])
    mkdirSync(entry('piped'))
    execFileSync('mkfifo', [entry('piped', 'proxy.json')])
    const { status, stderr } = gradeClass(folders)
    expect(status, stderr).toBe(0)
    expect(rowsOf(folders)).toEqual({
      ada: BUILD_FAILED,
      linked: BUILD_FAILED,
      lost: 'refused: lost.zip is a symbolic link that leads nowhere; put what it should lead to in its place',
      pipe: 'refused: pipe.zip is neither a folder nor a zip nor a tar.gz; pack it as one of them',
      piped: 'refused: proxy.json: is no file; put a text file there',
      round: 'refused: round is a symbolic link that leads nowhere; put what it should lead to in its place',
    })
  })

  test('a file that may not be read is named, and read again in the next run', () => {
    const folders = emptyClass()
    const [file, archive] = ['ada/notes.txt', 'bob.zip'].map(each => join(folders.submissions, each)) as [
      string,
      string,
    ]
    handInBroken(join(folders.submissions, 'ada'))
    for (const each of [file, archive]) writeFileSync(each, '', { mode: 0o000 })
    expect(gradeClass(folders).status).toBe(0)
    expect(rowsOf(folders)).toEqual({
      ada: 'refused: notes.txt: cannot be read (EACCES); change its rights, or leave it out',
      bob: 'refused: bob.zip cannot be read (EACCES); change its rights',
    })
    chmodSync(file, 0o600)
    expect(gradeClass(folders).status).toBe(0)
    expect(rowsOf(folders).ada).toEqual(BUILD_FAILED)
  })
})

test('a file where the folders of students should be ends it in one line', () => {
  const folders = emptyClass()
  handInBroken(join(folders.submissions, 'ada'))
  mkdirSync(folders.out)
  writeFileSync(join(folders.out, 'students'), '')
  const { status, stderr } = gradeClass(folders)
  expect(status).toBe(2)
  expect(stderr).toContain(
    `class: --out ${folders.out}: ${join(folders.out, 'students', 'ada')} cannot be made: a file is in its way; move it away, or name another folder\n`,
  )
  expect(stderr).not.toContain('    at ')
})

test('what else of the files of the output stands in the way ends it in one line, too', () => {
  const folders = emptyClass()
  handInBroken(join(folders.submissions, 'ada'))
  mkdirSync(join(folders.out, 'students', 'ada', 'record.json'), { recursive: true })
  const { status, stderr } = gradeClass(folders)
  expect(status).toBe(2)
  expect(stderr).toMatch(/^class: .*record\.json.*; mend it, and run the same command again: it goes on where it was$/m)
  expect(stderr).not.toContain('    at ')
})
