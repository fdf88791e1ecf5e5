import { describe, expect, test } from 'vitest'
import { toDiskCommands } from '../qemu/disk-commands.ts'
import { type QemuHost, type QemuMachine, toStart } from '../qemu/qemu-arguments.ts'

const HOST: QemuHost = {
  platform: 'linux',
  architecture: 'x64',
  firmware: undefined,
  monitor: '/vms/a/qmp.sock',
  accelerator: undefined,
}
const MACHINE: QemuMachine = {
  ...{ folder: '/vms/a', seed: '/vms/a/seed', memoryMb: 2048, cpus: 2, boot: undefined, isSaved: false },
  forwards: [{ name: 'ssh', hostIp: '127.0.0.1', hostPort: 2222, guestPort: 22 }],
}

function after(flag: string, args: readonly string[]): string | undefined {
  return args[args.indexOf(flag) + 1]
}

test('ports are forwarded from 127.0.0.1 alone', () => {
  expect(after('-netdev', toStart(MACHINE, HOST))).toBe('user,id=lan,hostfwd=tcp:127.0.0.1:2222-:22')
})

test('a comma in a path ends no option', () => {
  const args = toStart({ ...MACHINE, folder: '/a,b' }, { ...HOST, monitor: '/a,b/qmp.sock' })
  expect(after('-drive', args)).toBe('file=/a,,b/disk.qcow2,format=qcow2,if=none,id=disk')
  expect(after('-chardev', args)).toBe('socket,id=monitor,path=/a,,b/qmp.sock,server=on,wait=off')
})

describe('each system has its own way to be quick, and tcg where that is missing', () => {
  test.each([
    ['linux', 'q35,accel=kvm:tcg'],
    ['darwin', 'q35,accel=hvf:tcg'],
    ['win32', 'q35,accel=whpx:tcg'],
    ['freebsd', 'q35,accel=tcg'],
  ] as const)('%s', (platform, machine) => {
    expect(after('-machine', toStart(MACHINE, { ...HOST, platform }))).toBe(machine)
  })
})

test('another one can be asked for', () => {
  expect(after('-machine', toStart(MACHINE, { ...HOST, accelerator: 'tcg' }))).toBe('q35,accel=tcg')
})

test('ARM has a machine and a firmware of its own', () => {
  const args = toStart(MACHINE, { ...HOST, architecture: 'arm64', firmware: '/fw.fd' })
  expect([after('-machine', args), after('-bios', args)]).toEqual(['virt,accel=kvm:tcg', '/fw.fd'])
})

test('Windows has a pipe for a socket', () => {
  const args = toStart(MACHINE, { ...HOST, platform: 'win32', monitor: '\\\\.\\pipe\\hopwise-1' })
  expect(after('-chardev', args)).toBe('pipe,id=monitor,path=hopwise-1')
})

test('an image without a boot loader is given its kernel, a saved state is gone back to', () => {
  const boot = { kernel: '/k', initrd: '/i', append: 'root=/dev/vda' }
  const args = toStart({ ...MACHINE, boot, isSaved: true }, HOST)
  expect([after('-kernel', args), after('-initrd', args), after('-append', args)]).toEqual([
    '/k',
    '/i',
    'root=/dev/vda',
  ])
  expect(after('-loadvm', args)).toBe('hopwise')
  expect(toStart(MACHINE, HOST).join(' ')).not.toMatch(/-kernel|-initrd|-append|-loadvm/)
})

test('the image is copied and grown, never changed', () => {
  expect(toDiskCommands({ image: '/i.img', folder: '/vms/a', diskGb: 12 })).toEqual([
    ['convert', '-O', 'qcow2', '/i.img', '/vms/a/disk.qcow2'],
    ['resize', '/vms/a/disk.qcow2', '12G'],
  ])
})
