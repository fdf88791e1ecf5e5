// The commands that make and start a VM with QEMU, as lists of words. Pure.
import { join } from 'node:path'
import type { DirectBoot, Forward } from '../hypervisor.ts'
import { toVvfatArguments } from '../seed.ts'

export interface QemuMachine {
  readonly folder: string
  readonly seed: string
  readonly memoryMb: number
  readonly cpus: number
  readonly forwards: readonly Forward[]
  readonly boot: DirectBoot | undefined
  /** It goes on from its saved state. */
  readonly isSaved: boolean
}

export interface QemuHost {
  readonly platform: NodeJS.Platform
  readonly architecture: 'x64' | 'arm64'
  /** Of ARM machines; the PC brings its own. */
  readonly firmware: string | undefined
  /** Path of the socket, or on Windows of the pipe. */
  readonly monitor: string
  /** What HOPWISE_QEMU_ACCEL says, such as `tcg` where the processor's help is there and does not work; undefined: the best. */
  readonly accelerator: string | undefined
}

/** The name of the saved state inside the disk. */
export const SNAPSHOT = 'hopwise'

export function diskFile(folder: string): string {
  return join(folder, 'disk.qcow2')
}

export function consoleFile(folder: string): string {
  return join(folder, 'console.log')
}

export function toStart(machine: QemuMachine, host: QemuHost): string[] {
  const { folder, boot } = machine
  return [
    ...machineType(host),
    ...['-m', String(machine.memoryMb), '-smp', String(machine.cpus)],
    ...['-display', 'none', '-serial', `file:${commas(consoleFile(folder))}`],
    ...monitor(host),
    // First of all to boot from: the BIOS would try the seed, which looks like a disk and hangs.
    ...['-drive', `file=${commas(diskFile(folder))},format=qcow2,if=none,id=disk`],
    ...['-device', 'virtio-blk-pci,drive=disk,bootindex=0'],
    ...toVvfatArguments(machine.seed),
    ...['-netdev', ['user,id=lan', ...machine.forwards.map(toHostForward)].join(',')],
    ...['-device', 'virtio-net-pci,netdev=lan'],
    ...['-device', 'virtio-rng-pci'],
    ...(boot === undefined ? [] : ['-kernel', boot.kernel, '-append', boot.append]),
    ...(boot?.initrd === undefined ? [] : ['-initrd', boot.initrd]),
    ...(machine.isSaved ? ['-loadvm', SNAPSHOT] : []),
  ]
}

function machineType({ platform, architecture, firmware, accelerator }: QemuHost): string[] {
  // The first that there is; tcg needs nothing, and is ten times as slow.
  const best = [{ linux: 'kvm', darwin: 'hvf', win32: 'whpx' }[String(platform)], 'tcg'].filter(Boolean).join(':')
  const machine = architecture === 'arm64' ? 'virt' : 'q35'
  return [
    ...['-machine', `${machine},accel=${accelerator || best}`, '-cpu', 'max'],
    ...(firmware === undefined ? [] : ['-bios', firmware]),
  ]
}

function monitor({ platform, monitor }: QemuHost): string[] {
  const pipe = monitor.replace(/^.*\\/, '')
  const chardev =
    platform === 'win32'
      ? `pipe,id=monitor,path=${pipe}`
      : `socket,id=monitor,path=${commas(monitor)},server=on,wait=off`
  return ['-chardev', chardev, '-mon', 'chardev=monitor,mode=control']
}

function toHostForward({ hostIp, hostPort, guestPort }: Forward): string {
  return `hostfwd=tcp:${hostIp}:${hostPort}-:${guestPort}`
}

/** In QEMU's options a comma ends a value, and two are one. */
function commas(path: string): string {
  return path.replaceAll(',', ',,')
}
