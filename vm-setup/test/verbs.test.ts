// The verbs from the command line, against a VBoxManage that is played.
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { fakeLab, freePorts } from './fake-lab.ts'
import type { FakeWorld } from './fake-vboxmanage.ts'
import { pageServer } from './page-server.ts'

// Each test starts a dozen programs, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000 })

const STRANGER = { name: 'Ubuntu', id: '7f659282-9d2a-4b9e-b9fd-b0388e9bfe6d', state: 'poweroff', folder: '' }

async function strangersVm(...ports: number[]) {
  const lab = await fakeLab()
  const forwards = ports.map(port => `web${port},tcp,127.0.0.1,${port},,${port}`)
  await lab.change(world => world.vms.push({ ...STRANGER, forwards }))
  return lab
}

describe("the course's three commands are run as they stand, and shown", () => {
  test('list', async () => {
    await using lab = await strangersVm()
    const { code, stdout } = await lab.vm('list')
    expect([code, stdout]).toEqual([0, '$ VBoxManage list runningvms\n  none runs\n$ VBoxManage list vms\n  Ubuntu\n'])
  })

  test('start, which then waits for the backends and writes where they are', async () => {
    const [port = 0] = await freePorts(1)
    await using lab = await strangersVm(port)
    // As it starts, the web server inside does, too.
    const starting = lab.vm('start', '--conf', lab.conf, '--wait', '60')
    await started(lab)
    await using _server = await pageServer(port)
    const { code, stdout } = await starting
    expect(stdout).toContain('$ VBoxManage startvm Ubuntu --type headless\n')
    expect(stdout).toContain(`backend 127.0.0.1:${port} answers (page-server) and sends X-Request-ID back`)
    expect(code).toBe(0)
    expect(JSON.parse(await readFile(lab.conf, 'utf8'))).toEqual({ backend_servers: [{ ip: '127.0.0.1', port }] })
  })

  test('stop, which saves the state, and does nothing twice', async () => {
    await using lab = await strangersVm()
    await lab.change(allRun)
    expect((await lab.vm('stop')).stdout).toContain('$ VBoxManage controlvm Ubuntu savestate\n')
    expect(await lab.vm('stop')).toEqual({ code: 0, stdout: 'Ubuntu is saved already\n', stderr: '' })
  })
})

test('stop --off presses the power button and waits until it is off', async () => {
  await using lab = await strangersVm()
  await lab.change(allRun)
  const { code, stdout } = await lab.vm('stop', '--off')
  expect([code, stdout]).toEqual([0, '$ VBoxManage controlvm Ubuntu acpipowerbutton\nUbuntu is off\n'])
})

test('status is JSON for programs, with nothing else on standard output', async () => {
  const [port = 0] = await freePorts(1)
  await using lab = await strangersVm(port)
  await lab.change(allRun)
  await using _server = await pageServer(port, false)
  const { code, stdout } = await lab.vm('status', '--json', '--conf', lab.conf)
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ schema: 'hopwise-vm/1', name: 'Ubuntu', hypervisor: 'virtualbox', state: 'running', isOurs: false },
    backends: [{ ip: '127.0.0.1', port, answers: true, keepsRequestId: false, said: 'page-server' }],
  })
})

describe('a VM that was not made here', () => {
  test.each([
    ['create', '--memory', '1024'],
    ['provision', '--wait', '1'],
    ['destroy', '--yes'],
  ])('is left alone by %s', async (verb, ...flags) => {
    await using lab = await strangersVm()
    const image = verb === 'create' ? ['--image', lab.image] : []
    const { code, stderr } = await lab.vm(verb, ...image, ...flags)
    expect(stderr).toMatch(/^vm: [^\n]*Ubuntu[^\n]*(?:did not make|was not made)[^\n]*\n$/)
    expect(code).toBe(2)
    const verbs = (await lab.world()).calls.map(([verb]) => verb)
    expect(verbs.filter(verb => !['list', 'showvminfo', '--version', 'guestproperty'].includes(verb ?? ''))).toEqual([])
  })

  test('is left alone, too, where one was made here that was removed by hand', async () => {
    await using lab = await fakeLab()
    const ports = await freePorts(1)
    await lab.vm('create', '--image', lab.image, '--wait', '1', '--ports', ports.join(), '--conf', lab.conf)
    await lab.change(world => {
      world.vms = [{ ...STRANGER, forwards: [] }]
    })
    expect((await lab.vm('destroy', '--yes')).code).toBe(2)
    expect((await lab.world()).vms).toHaveLength(1)
  })
})

test('create makes the VM whole, a second one goes on where the first stood, destroy leaves nothing', async () => {
  await using lab = await fakeLab()
  const ports = await freePorts(2)
  const create = ['create', '--image', lab.image, '--wait', '1', '--ports', ports.join(), '--conf', lab.conf]
  const first = await lab.vm(...create)
  expect(first.stderr).toMatch(/^vm: Ubuntu runs, but no backend answered within 1 s [^\n]*npm run vm[^\n]*\n$/)
  expect(first.code).toBe(2)
  const [vm] = (await lab.world()).vms
  expect(vm?.forwards).toHaveLength(3)
  expect(vm?.forwards).toContain(`backend-${ports[0]},tcp,127.0.0.1,${ports[0]},,${ports[0]}`)
  const folder = join(lab.home, 'machines', 'Ubuntu')
  expect(await readFile(join(folder, 'seed', 'user-data'), 'utf8')).toMatch(/^#cloud-config\n/)
  expect(await readFile(join(folder, 'seed', 'seed.viso'), 'utf8')).toContain('/user-data=user-data\n')

  await using _one = await pageServer(ports[0] ?? 0)
  await using _two = await pageServer(ports[1] ?? 0)
  const second = await lab.vm(...create)
  expect(second.stdout).toContain('Ubuntu is made already\nUbuntu runs already\n')
  expect(second.code).toBe(0)
  expect(JSON.parse(await readFile(lab.conf, 'utf8')).backend_servers).toHaveLength(2)

  expect((await lab.vm('destroy')).code).toBe(2)
  expect((await lab.vm('destroy', '--yes')).code).toBe(0)
  expect((await lab.world()).vms).toEqual([])
  expect(existsSync(folder)).toBe(false)
  expect((await lab.vm('destroy', '--yes')).stdout).toMatch(/nothing to remove/)
})

describe('create leaves nothing half made', () => {
  test.each([
    'clonemedium',
    'modifymedium',
    'createvm',
    'modifyvm',
    'storagectl',
    'storageattach',
  ])('when %s fails', async verb => {
    await using lab = await fakeLab()
    const ports = await freePorts(1)
    const create = ['create', '--image', lab.image, '--wait', '1', '--ports', ports.join(), '--conf', lab.conf]
    await lab.change(({ failures }) => {
      failures[verb] = { stderr: 'VBoxManage: error: Something is wrong\n', code: 0, times: 1 }
    })
    const { code, stderr } = await lab.vm(...create)
    expect(stderr).toMatch(new RegExp(`^vm: VBoxManage ${verb}: Something is wrong; [^\\n]+\\n$`))
    expect(code).toBe(2)
    expect((await lab.world()).vms).toEqual([])
    expect(existsSync(join(lab.home, 'machines', 'Ubuntu'))).toBe(false)
    expect((await lab.vm(...create)).stderr).toMatch(/no backend answered/)
  })

  test.each(['SIGKILL', 'SIGTERM'] as const)('that a second one trips over, when %s ends it', async signal => {
    await using lab = await fakeLab()
    const ports = await freePorts(1)
    const create = ['create', '--image', lab.image, '--wait', '1', '--ports', ports.join(), '--conf', lab.conf]
    await lab.change(({ failures }) => {
      failures.modifyvm = { stderr: 'VBoxManage: error: ended\n', code: 1, times: 1, sleepMs: 60_000 }
    })
    await lab.meet(create, async pid => {
      await called(lab, 'modifyvm')
      process.kill(pid, signal)
    })
    const { stderr, stdout } = await lab.vm(...create)
    expect(stderr).toMatch(/no backend answered/)
    if (signal === 'SIGKILL')
      expect(stdout).toContain('an earlier create did not come to its end; what it left is removed')
    expect((await lab.world()).vms).toHaveLength(1)
  })
})

test('two that make the same VM at once do not spoil each other', async () => {
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
  await lab.change(({ failures }) => {
    failures.modifyvm = { stderr: '', code: 0, times: 1, sleepMs: 5000 }
  })
  const first = lab.vm(...create)
  await called(lab, 'modifyvm')
  const second = await lab.vm(...create)
  expect(second).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^vm: another command is at work on Ubuntu \(pid/),
  })
  expect((await first).stderr).toMatch(/no backend answered/)
})

test('a port that is taken is told before anything is made', async () => {
  await using lab = await fakeLab()
  await using server = await pageServer(0)
  const { code, stderr } = await lab.vm('create', '--image', lab.image, '--ports', String(server.port))
  expect(stderr).toMatch(new RegExp(`^vm: port ${server.port} on 127.0.0.1 [^\\n]* is taken [^\\n]*--ports[^\\n]*\\n$`))
  expect([code, existsSync(join(lab.home, 'machines', 'Ubuntu'))]).toEqual([2, false])
})

test.each([
  ['that is not there', undefined, /there is no such file/],
  ['that is no image', 'a page that says that you have to log in', /no disk image/],
])('an image %s is told before anything is made', async (_what, text, reason) => {
  await using lab = await fakeLab()
  const image = join(lab.folder, 'my image.img')
  if (text !== undefined) await writeFile(image, text)
  const { code, stderr } = await lab.vm('create', '--image', image, '--ports', (await freePorts(1)).join())
  expect([code, stderr]).toEqual([2, expect.stringMatching(reason)])
  expect((await lab.world()).vms).toEqual([])
})

test('a VirtualBox that is too old is told', async () => {
  await using lab = await fakeLab()
  await lab.change(world => {
    world.version = '5.2.44r139111'
  })
  const { stderr } = await lab.vm('create', '--image', lab.image)
  expect(stderr).toMatch(/^vm: VirtualBox 5\.2\.44r139111 is too old: install /)
})

function allRun({ vms }: FakeWorld): void {
  for (const vm of vms) vm.state = 'running'
}

/** Resolves when the fake has been told to start a VM. */
async function started(lab: Awaited<ReturnType<typeof fakeLab>>): Promise<void> {
  await called(lab, 'startvm')
}

async function called(lab: Awaited<ReturnType<typeof fakeLab>>, verb: string): Promise<void> {
  for (;;) {
    const world = await lab.world().catch(() => undefined)
    if (world?.calls.some(([first]) => first === verb)) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
