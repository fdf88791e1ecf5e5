// What went wrong, or could, as a person might meet it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { toFailureLine, VmError } from '../vm-error.ts'
import { waitForBackends } from '../wait-for-backends.ts'
import { fakeLab, freePorts, MAIN } from './fake-lab.ts'
import { pageServer } from './page-server.ts'

vi.setConfig({ testTimeout: 300_000 })

const ID = '7f659282-9d2a-4b9e-b9fd-b0388e9bfe6d'

test('a VM of VirtualBox is not forgotten by a destroy that asks QEMU', async () => {
  await using lab = await fakeLab()
  const create = ['create', '--image', lab.image, '--wait', '1', '--ports', (await freePorts(1)).join()]
  await lab.vm(...create, '--conf', lab.conf)
  const { code, stderr } = await lab.vm('destroy', '--yes', '--hypervisor', 'qemu')
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^vm: Ubuntu was made with --hypervisor virtualbox/)])
  await readFile(join(lab.home, 'machines', 'Ubuntu', 'machine.json'))
})

test('a VM whose files were deleted by hand is removed, and can be made again', async () => {
  await using lab = await fakeLab()
  const create = [
    'create',
    '--image',
    lab.image,
    '--wait',
    '1',
    '--ports',
    (await freePorts(1)).join(),
    '--conf',
    lab.conf,
  ]
  await lab.vm(...create)
  await lab.change(({ vms }) => {
    for (const vm of vms) vm.name = '<inaccessible>'
  })
  expect(await lab.vm('destroy', '--yes')).toMatchObject({ code: 0, stderr: '' })
  expect((await lab.world()).vms).toEqual([])
  expect((await lab.vm(...create)).stderr).toMatch(/no backend answered/)
})

test('a folder that cannot be made is one line', async () => {
  await using lab = await fakeLab()
  const file = join(lab.folder, 'file')
  await writeFile(file, '')
  await using other = await fakeLab({ HOPWISE_VM_HOME: join(file, 'vm') })
  const { code, stderr } = await other.vm('create', '--image', lab.image)
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^vm: [^\n]*ENOTDIR[^\n]*\n$/)])
})

test.runIf(existsSync('/proc/self'))('a home below /proc, where nothing can be made, is one line', async () => {
  await using lab = await fakeLab({ HOPWISE_VM_HOME: '/proc/hopwise' })
  const { code, stderr } = await lab.vm('create', '--image', lab.image)
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^vm: \/proc\/hopwise[^\n]*HOPWISE_VM_HOME[^\n]*\n$/)])
})

test('a record that is damaged is one line, for every verb that needs it', async () => {
  await using lab = await fakeLab()
  const folder = join(lab.home, 'machines', 'Ubuntu')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'machine.json'), '{}')
  for (const verb of ['create', 'start', 'destroy']) {
    const { code, stderr } = await lab.vm(verb, ...(verb === 'destroy' ? ['--yes'] : []))
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^vm: [^\n]*machine\.json is damaged[^\n]*\n$/)])
  }
})

test('a conf that is damaged is one line, and stays as it is', async () => {
  const [port = 0] = await freePorts(1)
  await using lab = await fakeLab()
  await lab.change(world => {
    world.vms = [{ name: 'Ubuntu', id: ID, state: 'running', forwards: [`w,tcp,,${port},,80`], folder: '' }]
  })
  await using _server = await pageServer(port)
  await writeFile(lab.conf, 'not mine {')
  const { code, stderr } = await lab.vm('start', '--conf', lab.conf)
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^vm: [^\n]*is no conf file[^\n]*\n$/)])
  expect(await readFile(lab.conf, 'utf8')).toBe('not mine {')
})

test('a VM that goes down while its backends are awaited is told at once', async () => {
  await using lab = await fakeLab()
  await lab.change(world => {
    world.startsAs = 'gurumeditation'
  })
  const ports = (await freePorts(1)).join()
  const { code, stderr } = await lab.vm('create', '--image', lab.image, '--ports', ports, '--conf', lab.conf)
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/^vm: Ubuntu is broken \(gurumeditation\) before [^\n]*\n$/),
  ])
})

test("behind a port of a stranger's VM need not be a web server: who has answered is enough", async () => {
  await using server = await pageServer(0)
  const [silent = 0] = await freePorts(1)
  const answers = await waitForBackends({
    candidates: async () => [server.port, silent].map(port => ({ ip: '127.0.0.1', port })),
    ...{ limitMs: 60_000, graceMs: 0, signal: undefined, onRound: () => {} },
  })
  expect(answers.map(({ answers }) => answers)).toEqual([true, false])
})

test('whoever reads us may go', async () => {
  const child = spawn(process.execPath, [MAIN, 'create', '--dry-run'], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text
  })
  expect(await new Promise(resolve => child.once('close', resolve))).toBe(0)
  expect(stderr).toBe('')
})

test('a mistake of ours is seen whole, a fault of the system is one line', () => {
  expect(toFailureLine(new TypeError('x is undefined'))).toBeUndefined()
  expect(toFailureLine(new VmError('a\n  b'))).toBe('a b')
  const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write', path: '/vms' })
  expect(toFailureLine(full)).toMatch(/^\/vms: the disk is full/)
})
