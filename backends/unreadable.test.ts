import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { whyUnreadable } from './unreadable.ts'

test.each([
  ['missing', 'no such file'],
  ['.', 'is a folder; name a file in it'],
  ['file/below', 'there is a file where a folder should be; name another file'],
  ['loop', 'a symbolic link leads to itself; name the file that is meant'],
  ['x'.repeat(300), 'a name is too long for this system; name another file'],
])('%s', (name, words) => {
  const folder = mkdtempSync(join(tmpdir(), 'hopwise-unreadable-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'file'), '')
  symlinkSync('loop', join(folder, 'loop'))
  expect(whyNot(join(folder, name))).toBe(words)
})

test("what is no error of the system is somebody else's to tell", () => {
  expect(whyUnreadable(new SyntaxError('not JSON'))).toBeUndefined()
})

function whyNot(file: string): string | undefined {
  try {
    readFileSync(file)
  } catch (error) {
    return whyUnreadable(error)
  }
  return 'it was read'
}
