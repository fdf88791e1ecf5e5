import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Captures } from './captures.ts'
import { aCheck } from './report/test/a-result.ts'
import type { Recording } from './result.ts'

const RECORDING: Recording = { beganAtMs: 1, events: [], lostEvents: 0 }
const FAILED = aCheck('room.wrong', 3, 'failed', 'It is right')
const PASSED = aCheck('room.right', 3, 'passed', 'It is right, too')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hopwise-captures-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('what has failed gets a file, named by stage and check, in a folder that is made', async () => {
  const captures = new Captures({ folder: join(folder, 'new', 'deep'), all: false })
  await captures.prepare([])
  const { capture } = await captures.add(FAILED, RECORDING)
  expect(capture).toEqual({ file: join(folder, 'new', 'deep', '3-room.wrong.pcapng'), filter: 'tcp' })
  expect((await readFile(capture?.file ?? '')).readUInt32LE(0)).toBe(0x0a0d0d0a)
  expect((await captures.add(PASSED, RECORDING)).capture).toBeUndefined()
})

test('with all of them, what has passed has one, too', async () => {
  const captures = new Captures({ folder, all: true })
  expect((await captures.add(PASSED, RECORDING)).capture?.file).toBe(join(folder, '3-room.right.pcapng'))
})

test('captures of an earlier run do not pass for new ones; other files stay', async () => {
  for (const name of ['3-room.right.pcapng', '3-other.pcapng', 'mine.txt']) await writeFile(join(folder, name), 'old')
  await new Captures({ folder, all: false }).prepare([FAILED, PASSED])
  expect((await readdir(folder)).sort()).toEqual(['3-other.pcapng', 'mine.txt'])
})

test('a folder that is a file is refused in one line', async () => {
  const file = join(folder, 'file')
  await writeFile(file, '')
  await expect(new Captures({ folder: file, all: true }).prepare([])).rejects.toThrow(
    `--pcap ${file}: it is a file; name a folder`,
  )
  await expect(new Captures({ folder: join(file, 'below'), all: true }).prepare([])).rejects.toThrow(
    `--pcap ${join(file, 'below')}: a file is in its way; move it away, or name another folder`,
  )
})

test('a capture that cannot be written is a warning: the verdict stands', async () => {
  const captures = new Captures({ folder, all: true })
  await mkdir(join(folder, '3-room.wrong.pcapng'))
  const { verdict, capture, warnings } = await captures.add(FAILED, RECORDING)
  expect([verdict, capture]).toEqual(['failed', undefined])
  expect(warnings.at(-1)).toMatch(/^it has no capture: cannot write the report .*: it is a folder; name a file in it$/)
})
