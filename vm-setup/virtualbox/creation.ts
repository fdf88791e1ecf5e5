// The commands that make a VM, as lists of words. Pure.
import { join } from 'node:path'
import type { Forward, MachinePlan } from '../hypervisor.ts'

export type Architecture = 'x64' | 'arm64'

export const CONTROLLER = 'disks'

/** VirtualBox's own folder of the VM, inside ours. */
export function baseFolder(plan: Pick<MachinePlan, 'folder'>): string {
  return join(plan.folder, 'virtualbox')
}

export function diskFile(plan: Pick<MachinePlan, 'folder'>): string {
  return join(plan.folder, 'disk.vdi')
}

/** VirtualBox reads it as an ISO image: no tool is needed that makes one. */
export function seedFile(plan: Pick<MachinePlan, 'folder'>): string {
  // Beside the files that it names.
  return join(plan.folder, 'seed', 'seed.viso')
}

export function toCreate(plan: MachinePlan, architecture: Architecture): string[] {
  const kind =
    architecture === 'arm64'
      ? ['--platform-architecture', 'arm', '--ostype', 'Ubuntu_arm64']
      : ['--ostype', 'Ubuntu_64']
  return ['createvm', '--name', plan.name, '--uuid', plan.id, ...kind, '--basefolder', baseFolder(plan), '--register']
}

export function toModify(plan: MachinePlan, architecture: Architecture): string[] {
  // An ARM machine has EFI, no legacy port and no PC sound; its cards are virtio.
  const hardware =
    architecture === 'arm64'
      ? ['--nic-type1', 'virtio']
      : ['--rtc-use-utc', 'on', '--uart1', '0x3F8', '4', '--uart-mode1', 'file', join(plan.folder, 'console.log')]
  return [
    'modifyvm',
    plan.name,
    ...['--memory', String(plan.memoryMb), '--cpus', String(plan.cpus)],
    ...['--graphicscontroller', 'vmsvga', '--vram', '16', '--audio-driver', 'none'],
    ...hardware,
    ...['--nic1', 'nat', ...plan.forwards.flatMap(forward => ['--natpf1', toRule(forward)])],
  ]
}

/** `ssh,tcp,127.0.0.1,2222,,22` */
export function toRule({ name, hostIp, hostPort, guestPort }: Forward): string {
  return [name, 'tcp', hostIp, hostPort, '', guestPort].join(',')
}

export function toAttachments({ name, ...plan }: MachinePlan, architecture: Architecture): string[][] {
  const controller = ['storagectl', name, '--name', CONTROLLER]
  const attach = (port: number, type: string, medium: string) => [
    ...['storageattach', name, '--storagectl', CONTROLLER, '--port', String(port), '--device', '0'],
    ...['--type', type, '--medium', medium],
  ]
  return [
    architecture === 'arm64'
      ? [...controller, '--add', 'virtio-scsi', '--portcount', '2', '--bootable', 'on']
      : [...controller, '--add', 'sata', '--portcount', '2', '--bootable', 'on'],
    attach(0, 'hdd', diskFile(plan)),
    attach(1, 'dvddrive', seedFile(plan)),
  ]
}
