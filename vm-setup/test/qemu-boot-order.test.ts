// What the first real boots taught: which disk the BIOS takes, and how one does without a processor's help that hangs.
import { expect, test } from 'vitest'
import { type QemuHost, type QemuMachine, toStart } from '../qemu/qemu-arguments.ts'

const MACHINE: QemuMachine = {
  ...{
    folder: '/lab/a,b',
    seed: '/lab/a,b/seed',
    memoryMb: 2048,
    cpus: 2,
    forwards: [],
    boot: undefined,
    isSaved: false,
  },
}
const HOST: QemuHost = {
  ...{ platform: 'linux', architecture: 'x64', firmware: undefined, monitor: '/lab/m', accelerator: undefined },
}

test('the machine boots from its disk: the seed looks like a disk to the BIOS, which would hang on it', () => {
  const words = toStart(MACHINE, HOST)
  expect(words).toContain('virtio-blk-pci,drive=disk,bootindex=0')
  expect(words).toContain('virtio-blk-pci,drive=seed')
  expect(words.filter(word => word.includes('if=virtio'))).toEqual([])
})

test('HOPWISE_QEMU_ACCEL takes the place of the best that there is', () => {
  expect(toStart(MACHINE, HOST)).toContain('q35,accel=kvm:tcg')
  expect(toStart(MACHINE, { ...HOST, accelerator: 'tcg' })).toContain('q35,accel=tcg')
  expect(toStart(MACHINE, { ...HOST, accelerator: '' })).toContain('q35,accel=kvm:tcg')
})
