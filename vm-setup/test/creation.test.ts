import { expect, test } from 'vitest'
import type { MachinePlan } from '../hypervisor.ts'
import { toForwards } from '../port-plan.ts'
import { toAttachments, toCreate, toModify } from '../virtualbox/creation.ts'

const PLAN: MachinePlan = {
  ...{
    name: 'My VM',
    id: '7f659282-9d2a-4b9e-b9fd-b0388e9bfe6d',
    folder: '/vms/a b',
    memoryMb: 2048,
    cpus: 2,
    diskGb: 12,
  },
  ...{ image: '/i.vmdk', imageFormat: 'vmdk', boot: undefined, forwards: toForwards({ ports: [8001], sshPort: 2222 }) },
  seed: { folder: '/vms/a b/seed', names: ['user-data', 'meta-data'] },
}

test('names and paths stay words of their own, whatever is in them', () => {
  expect(toCreate(PLAN, 'x64')).toEqual([
    ...['createvm', '--name', 'My VM', '--uuid', PLAN.id, '--ostype', 'Ubuntu_64'],
    ...['--basefolder', '/vms/a b/virtualbox', '--register'],
  ])
})

test('backends and ssh are forwarded from 127.0.0.1 alone', () => {
  const args = toModify(PLAN, 'x64')
  expect(args.filter((_word, index) => args[index - 1] === '--natpf1')).toEqual([
    'ssh,tcp,127.0.0.1,2222,,22',
    'backend-8001,tcp,127.0.0.1,8001,,8001',
  ])
})

test('the disk is the first device, the seed the second', () => {
  expect(toAttachments(PLAN, 'x64').map(args => args.at(-1))).toEqual([
    'on',
    '/vms/a b/disk.vdi',
    '/vms/a b/seed/seed.viso',
  ])
})

test('on ARM the machine is an ARM machine', () => {
  expect(toCreate(PLAN, 'arm64').join(' ')).toContain('--platform-architecture arm --ostype Ubuntu_arm64')
  expect(toModify(PLAN, 'arm64')).not.toContain('--uart1')
  expect(toAttachments(PLAN, 'arm64')[0]).toContain('virtio-scsi')
})
