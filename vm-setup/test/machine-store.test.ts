import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type LabHome, labHome, machineFolder } from '../lab-home.ts'
import { withLock } from '../machine-lock.ts'
import type { MachineRecord } from '../machine-record.ts'
import { machineStore } from '../machine-store.ts'
import { ensureKey } from '../ssh-key.ts'
import { toHostname } from '../write-seed.ts'

let home: LabHome
beforeEach(async () => {
  home = labHome({ HOPWISE_VM_HOME: await mkdtemp(join(tmpdir(), 'hopwise-home-')) })
})
afterEach(() => rm(home.folder, { recursive: true }))

const RECORD: MachineRecord = {
  ...{
    schema: 'hopwise-machine/1',
    name: 'My lab: ünï',
    hypervisor: 'qemu',
    id: '7f659282-9d2a-4b9e-b9fd-b0388e9bfe6d',
  },
  ...{ isMade: true, ports: [8001], sshPort: 2222, user: 'hopwise', memoryMb: 2048, cpus: 2, isSaved: false },
}

test('a record is found again, whatever its name, and gone when it is removed', async () => {
  const store = machineStore(home)
  expect(await store.read(RECORD.name)).toBeUndefined()
  expect(await store.all()).toEqual([])
  await store.write(RECORD)
  expect(await store.read(RECORD.name)).toEqual(RECORD)
  expect(await store.all()).toEqual([RECORD])
  await store.remove(RECORD.name)
  expect(await store.all()).toEqual([])
})

test('a record that is damaged is told, and hides no other', async () => {
  const store = machineStore(home)
  await store.write(RECORD)
  await mkdir(machineFolder(home, 'other'))
  await writeFile(join(machineFolder(home, 'other'), 'machine.json'), '{"schema":')
  await expect(store.read('other')).rejects.toThrow(/machine\.json is damaged/)
  expect(await store.all()).toEqual([RECORD])
})

test.each(['..', '.', 'a/../../b', 'CON:*?'])('the name %j leads to no other folder', name => {
  const folder = machineFolder(home, name)
  expect(folder.startsWith(join(home.machines, '%')) || /^[\w%.]+$/.test(folder.slice(home.machines.length + 1))).toBe(
    true,
  )
  expect(join(folder, '..')).toBe(home.machines)
})

test.each([
  ['Ubuntu', 'ubuntu'],
  ['My lab: ünï', 'my-lab-n'],
  ['...', 'hopwise'],
  ['a'.repeat(80), 'a'.repeat(63)],
])('the VM %j is called %j on its network', (name, hostname) => {
  expect(toHostname(name)).toBe(hostname)
})

describe('a lock', () => {
  test('lets one in, and the next when it is let go, also after a failure', async () => {
    await withLock(home, 'a', async () => {
      await expect(withLock(home, 'a', async () => {})).rejects.toThrow(
        `another command is at work on a (pid ${process.pid})`,
      )
      await withLock(home, 'b', async () => {})
    })
    await expect(withLock(home, 'a', () => Promise.reject(new Error('it')))).rejects.toThrow('it')
    expect(await withLock(home, 'a', async () => 'in')).toBe('in')
    expect(await readdir(home.machines)).toEqual([])
  })

  test.each(['4194304', '', 'nonsense', '0', '-1'])('of a process that is gone (%j) counts for nothing', async pid => {
    await mkdir(home.machines, { recursive: true })
    await writeFile(`${machineFolder(home, 'a')}.lock`, pid)
    expect(await withLock(home, 'a', async () => 'in')).toBe('in')
  })
})

test('the key is made once, for nobody else to read, and made again where it is half there', async () => {
  const first = await ensureKey(home.key, () => {})
  expect(first).toMatch(/^ssh-ed25519 \S+ hopwise lab$/)
  expect(await ensureKey(home.key, () => {})).toBe(first)
  if (process.platform !== 'win32') expect((await stat(home.key)).mode & 0o77).toBe(0)
  await rm(home.key)
  expect(await ensureKey(home.key, () => {})).not.toBe(first)
})
