import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeFolder, whyNoFolder } from './make-folder.ts'

test('folders above it are made, too, and what is there stays', () => {
  const folder = join(emptyFolder(), 'a', 'b', 'c')
  makeFolder(folder)
  writeFileSync(join(folder, 'x'), '')
  makeFolder(folder)
  expect([statSync(folder).isDirectory(), existsSync(join(folder, 'x'))]).toEqual([true, true])
})

test.runIf(existsSync('/proc/self'))('below /proc it ends, and says so', () => {
  expect(whyNot('/proc/hopwise/a')).toBe('no folder can be made there; name another')
})

test('what is in the way is told with its remedy', () => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'file'), '')
  symlinkSync('loop', join(folder, 'loop'))
  expect(whyNot(join(folder, 'file'))).toMatch(/^a file is in its way; move/)
  expect(whyNot(join(folder, 'file', 'a', 'b'))).toMatch(/^a file is in its way; move/)
  expect(whyNot(join(folder, 'loop', 'a'))).toMatch(/^a symbolic link in it leads to itself; name/)
  expect(whyNot(join(folder, 'x'.repeat(300)))).toMatch(/^a name in it is too long; name/)
})

function whyNot(path: string): string {
  try {
    makeFolder(path)
  } catch (error) {
    return whyNoFolder(error)
  }
  return 'it was made'
}

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hopwise-folder-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}
