// Every verb against the real VBoxManage. What it cannot do here is to power a machine on: no kernel has its driver. The folder of the lab
// has a blank, a quote and an equals sign in its name, as home folders may.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePorts } from './free-ports.ts'
import { skipping } from './needs.ts'
import { KILL_CALLER_AFTER, virtualBoxTree, writeVBoxManage } from './real-virtualbox.ts'
import { must, vm as npmRunVm, type RunOptions } from './run.ts'

const { why, skip } = skipping({
  debootstrap: 'debootstrap',
  unshare: 'util-linux',
  'qemu-img': 'qemu-utils',
  'ssh-keygen': 'openssh-client',
})

describe.skipIf(skip)(`the real VBoxManage${why}`, () => {
  let folder = ''
  let home = ''
  let image = ''
  let vboxManage = ''
  let ports: number[] = []

  beforeAll(async () => {
    const tree = await virtualBoxTree()
    folder = await mkdtemp(join(tmpdir(), 'hopwise-vbox-'))
    vboxManage = await writeVBoxManage(tree, folder)
    ports = await freePorts(4)
    home = join(folder, "lab's = own")
    image = join(folder, 'image.qcow2')
    await must('qemu-img', ['create', '-q', '-f', 'qcow2', image, '1G'])
  })

  afterAll(async () => {
    if (folder !== '') await rm(folder, { recursive: true, force: true })
  })

  const vm = (args: readonly string[], options: RunOptions = {}) =>
    npmRunVm([...args, '--conf', join(folder, 'vm.conf')], {
      ...options,
      env: { VBOX_MANAGE: vboxManage, HOPWISE_VM_HOME: home, ...options.env },
    })
  const portFlags = () => ['--ports', ports.slice(0, 3).join(','), '--ssh-port', String(ports[3])]
  const create = (...args: string[]) => vm(['create', '--image', image, ...portFlags(), ...args])
  const ask = (...args: string[]) => must(vboxManage, args)

  /** One line, status 2, nothing on the way that looks like a crash. */
  const expectRefusal = ({ status, stderr }: Awaited<ReturnType<typeof vm>>, words: RegExp) => {
    expect(stderr).toMatch(words)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(status).toBe(2)
  }

  test('is version 7, and is found on the PATH, too', async () => {
    expect(await ask('--version')).toMatch(/^7\.\d+\.\d+/m)
    const listed = await vm(['list'], { env: { VBOX_MANAGE: '', PATH: `${join(folder, 'bin')}:${process.env.PATH}` } })
    expect(listed).toMatchObject({ status: 0, stderr: '' })
  })

  test('list and status say that there is nothing yet', async () => {
    const listed = await vm(['list'])
    expect(listed.stdout).toContain('$ VBoxManage list runningvms')
    expect(listed.stdout).toContain('there is none; npm run vm create makes one')
    expect(await vm(['status'])).toMatchObject({ status: 0, stdout: expect.stringContaining('has no such VM') })
  })

  test('start and stop of a VM that is not there name the remedy', async () => {
    expectRefusal(await vm(['start']), /has no VM.* Ubuntu.*create/)
    expectRefusal(await vm(['stop']), /has no VM.* Ubuntu.*create/)
  })

  test('an image that is none is refused, and nothing stays behind', async () => {
    const broken = join(folder, 'broken.qcow2')
    await writeFile(broken, (await readFile(image)).subarray(0, 100))
    expectRefusal(await vm(['create', '--image', broken, ...portFlags()]), /broken\.qcow2|disk|image/)
    expect(await ask('list', 'vms')).not.toContain('Ubuntu')
    expect(await ask('list', 'hdds')).not.toContain('disk.vdi')
  })

  test('create makes the machine, and says what is missing when it cannot be powered on', async () => {
    const made = await create()
    expect(made.stdout).toContain('$ VBoxManage startvm Ubuntu --type headless')
    expectRefusal(made, /startvm.*kernel driver is not loaded.*modprobe vboxdrv.*--hypervisor qemu/)
  })

  test('the machine is as it was asked for, and its doors lead only to this machine', async () => {
    const info = await ask('showvminfo', 'Ubuntu', '--machinereadable')
    expect(info).toMatch(/^memory=2048$/m)
    expect(info).toMatch(/^cpus=2$/m)
    expect(info).toMatch(/^nic1="nat"$/m)
    const forwards = [...info.matchAll(/^Forwarding\(\d+\)="(.*)"$/gm)].map(([, rule]) => rule)
    expect(forwards.sort()).toEqual(
      [
        ...ports.slice(0, 3).map(port => `backend-${port},tcp,127.0.0.1,${port},,${port}`),
        `ssh,tcp,127.0.0.1,${ports[3]},,22`,
      ].sort(),
    )
    expect(info).toMatch(/^"disks-0-0"=".*disk\.vdi"$/m)
    expect(info).toMatch(/^"disks-1-0"=".*seed\.viso"$/m)
    expect(await ask('showmediuminfo', 'disk', diskOf(info))).toMatch(/Capacity: +12288 MBytes/)
  })

  test('VirtualBox reads the seed as a disk CIDATA with the very files that cloud-init is to have', async () => {
    const seed = join(home, 'machines', 'Ubuntu', 'seed')
    const iso = join(folder, 'seed.iso')
    await ask('clonemedium', 'dvd', join(seed, 'seed.viso'), iso, '--format', 'RAW')
    await ask('closemedium', 'dvd', iso)
    const octets = await readFile(iso)
    // ISO 9660: the first volume descriptor is in sector 16, the volume's name 40 octets behind its beginning.
    expect(octets.toString('latin1', 0x8028, 0x8028 + 32).trimEnd()).toBe('CIDATA')
    for (const name of ['meta-data', 'network-config', 'user-data']) {
      expect(octets.includes(await readFile(join(seed, name))), `${name} stands on the disk`).toBe(true)
      // Rock Ridge has the names in full; without it cloud-init would look for META_DAT.
      expect(octets.includes(name), `${name} is called so`).toBe(true)
    }
  })

  test('create again makes nothing twice', async () => {
    const again = await create()
    expect(again.stdout).toContain('Ubuntu is made already')
    expectRefusal(again, /startvm: .*kernel driver is not loaded/)
    expect((await ask('list', 'vms')).match(/"Ubuntu"/g)).toHaveLength(1)
  })

  test('list, status, start, stop, provision and ssh know that it is off', async () => {
    expect((await vm(['list'])).stdout).toContain('Ubuntu (made here)')
    const status = await vm(['status', '--json'])
    expect(JSON.parse(status.stdout)).toMatchObject({ name: 'Ubuntu', state: 'off', isOurs: true, backends: [] })
    expectRefusal(await vm(['start']), /startvm: .*kernel driver is not loaded/)
    expect(await vm(['stop'])).toMatchObject({ status: 0, stdout: 'Ubuntu is off already\n' })
    expect(await vm(['stop', '--off'])).toMatchObject({ status: 0, stdout: 'Ubuntu is off already\n' })
    expectRefusal(await vm(['provision']), /Ubuntu is off: npm run vm start/)
    expectRefusal(await vm(['ssh']), /Ubuntu is off: npm run vm start/)
  })

  test('a VM that somebody else made is looked at, and left alone', async () => {
    await ask('createvm', '--name', 'Their own', '--ostype', 'Ubuntu_64', '--basefolder', folder, '--register')
    expect(await vm(['status', '--name', 'Their own'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('not made here'),
    })
    expectRefusal(await create('--name', 'Their own'), /did not make.*left alone/)
    expectRefusal(await vm(['destroy', '--yes', '--name', 'Their own']), /not made by npm run vm create/)
    expect(await ask('list', 'vms')).toContain('"Their own"')
    await ask('unregistervm', 'Their own', '--delete')
  })

  test('destroy leaves nothing of it, in VirtualBox or on the disk', async () => {
    expect(await vm(['destroy', '--yes'])).toMatchObject({ status: 0 })
    for (const list of ['vms', 'hdds', 'dvds']) expect(await ask('list', list)).not.toContain(home)
    expect(await ask('list', 'vms')).not.toContain('Ubuntu')
    expect(await readdir(join(home, 'machines'))).toEqual([])
    expect(await vm(['destroy', '--yes'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('nothing to remove'),
    })
  })

  test.each([
    'clonemedium',
    'modifymedium',
    'createvm',
    'modifyvm',
    'storagectl',
    'storageattach',
  ])('a create that was killed behind %s is made up for by the next one', async step => {
    const killed = await vm(['create', '--image', image, ...portFlags()], { env: { [KILL_CALLER_AFTER]: step } })
    expect(killed.status).toBe(null)
    const again = await create()
    expect(again.stdout).toMatch(/an earlier create did not come to its end/)
    expectRefusal(again, /startvm: .*kernel driver is not loaded/)
    expect((await ask('list', 'vms')).match(/"Ubuntu"/g)).toHaveLength(1)
    expect(await vm(['destroy', '--yes'])).toMatchObject({ status: 0, stderr: '' })
  })

  test('a raw image and a name with other letters make a machine, too', async () => {
    const raw = join(folder, 'image.raw')
    // Not smaller: VirtualBox takes it for a slip when a disk is to grow a thousandfold.
    const octets = Buffer.alloc(64 * 1024 * 1024)
    // A master boot record.
    octets.writeUInt16LE(0xaa55, 510)
    await writeFile(raw, octets)
    const name = 'Übung 2 (ä)'
    expectRefusal(
      await vm(['create', '--image', raw, ...portFlags(), '--name', name]),
      /startvm: .*kernel driver is not loaded/,
    )
    expect(await ask('list', 'vms')).toContain(`"${name}"`)
    expect(await vm(['destroy', '--yes', '--name', name])).toMatchObject({ status: 0, stderr: '' })
    expect(await readdir(join(home, 'machines'))).toEqual([])
  })
})

function diskOf(info: string): string {
  return /^"disks-0-0"="(.*)"$/m.exec(info)?.[1] ?? ''
}
