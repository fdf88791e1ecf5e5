// Archives of friends and enemies, on their way into a folder.
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { ArchiveBudget, safePath } from '../archive-entry.ts'
import { openSubmission } from '../open-submission.ts'
import type { Submission } from '../submission.ts'

const CLASS = join(import.meta.dirname, 'fixtures', 'class')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hopwise-unpack-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
})

describe('an archive', () => {
  test('of a zip is unpacked, without what a Mac adds', async () => {
    const opened = await openSubmission(fixture('bob.zip', 'zip'), join(folder, 'out'))
    expect((await readdir(opened)).sort()).toEqual(['echo.py', 'proxy.json'])
  })

  test('of a tar.gz is unpacked, and the work found in its only folder', async () => {
    const opened = await openSubmission(fixture('carl.tar.gz', 'tar'), join(folder, 'out'))
    expect(opened).toBe(join(folder, 'out', 'carl-1'))
    expect((await readdir(opened)).sort()).toEqual(['echo.py', 'proxy.json'])
  })

  test.each([
    ['x-zip-out.zip', 'zip', /invalid relative path: \.\.\/\.\.\/escaped\.py/],
    ['x-zip-link.zip', 'zip', /holds a link, "echo\.py"/],
    ['x-tar-link.tar.gz', 'tar', /holds a link, "echo\.py"/],
    ['x-tar-out.tgz', 'tar', /holds the path "\/tmp\/escaped\.py"/],
    ['umar.zip', 'zip', /umar\.zip cannot be unpacked/],
    ['umar.zip', 'tar', /umar\.zip cannot be unpacked/],
    ['vera.rar', 'unknown', /neither a folder nor a zip nor a tar\.gz/],
  ] as const)('%s as %s is refused, and nothing of it is left', async (name, kind, complaint) => {
    const out = join(folder, 'out')
    await expect(openSubmission(fixture(name, kind), out)).rejects.toThrow(complaint)
    expect(existsSync(out)).toBe(false)
    expect(existsSync('/tmp/escaped.py')).toBe(false)
  })

  test('that says of itself to be huge is refused before it is unpacked', async () => {
    const path = join(folder, 'bomb.tar.gz')
    await writeFile(path, gzipSync(Buffer.concat([tarHeader('zeros', 8 ** 10), Buffer.alloc(1 << 20)])))
    const bomb: Submission = { key: 'bomb', entry: 'bomb.tar.gz', path, kind: 'tar' }
    await expect(openSubmission(bomb, join(folder, 'out'))).rejects.toThrow('more than 256 MiB')
  })

  test('may hold so much and no more, whatever it says of itself', () => {
    const budget = new ArchiveBudget()
    expect(() => budget.addBytes(2 ** 28)).not.toThrow()
    expect(() => budget.addBytes(1)).toThrow('more than 256 MiB')
    const entries = Array.from({ length: 20_000 }, () => budget.addEntry())
    expect(entries).toHaveLength(20_000)
    expect(() => budget.addEntry()).toThrow('more than 20000 entries')
  })
})

test.each([
  '../x',
  'a/../../x',
  '/x',
  'C:\\x',
  'C:/x',
  'a\\..\\x',
  'a\0b',
  `${'d/'.repeat(600)}x`,
  'n'.repeat(256),
])('the path %j is refused', path =>
  expect(() => safePath({ path, kind: 'file', bytes: 1 })).toThrow(/the archive holds/))

test('folders and dots in paths are read as a system reads them', () => {
  expect(safePath({ path: './a//b/./c.ts', kind: 'file', bytes: 1 })).toBe('a/b/c.ts')
})

describe('a folder', () => {
  test('with a link that leads out is refused, with where to', async () => {
    const work = join(folder, 'work')
    await mkdir(work)
    await symlink('../secret', join(work, 'a'))
    await expect(openSubmission(asFolder(work), join(folder, 'out'))).rejects.toThrow('leads out of it: a -> ../secret')
  })

  test('with a link to something of its own is taken', async () => {
    const work = join(folder, 'work')
    await mkdir(join(work, 'stages'), { recursive: true })
    await symlink('stages', join(work, 'b'))
    expect(await openSubmission(asFolder(work), join(folder, 'out'))).toBe(work)
    const fromHere = relative(process.cwd(), work)
    expect(await openSubmission(asFolder(fromHere), join(folder, 'out'))).toBe(fromHere)
  })

  test('in which nothing is but what a system leaves is empty', async () => {
    const work = join(folder, 'work')
    await mkdir(join(work, '__MACOSX'), { recursive: true })
    await writeFile(join(work, '.DS_Store'), '')
    await expect(openSubmission(asFolder(work), join(folder, 'out'))).rejects.toThrow('it is empty')
  })
})

function fixture(entry: string, kind: Submission['kind']): Submission {
  return { key: 'x', entry, path: join(CLASS, entry), kind }
}

function asFolder(path: string): Submission {
  return { key: 'x', entry: 'work', path, kind: 'folder' }
}

/** POSIX.1-1988, "ustar": name, mode, owner, group, size and time in octal, checksum, type. */
function tarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write('0000644\0', 100)
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write('        ', 148)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, octet) => total + octet, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}
