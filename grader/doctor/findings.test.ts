import { describe, expect, test } from 'vitest'
import type { Facts } from './facts.ts'
import { isReady, toFindings } from './findings.ts'
import { howToInstall, USEFUL_PROGRAMS } from './programs.ts'

const SOUND: Facts = {
  system: 'apt',
  node: { running: '26.10.0', pinned: '26.10.0', wanted: '>=24.12' },
  missingPackages: [],
  programs: Object.fromEntries(USEFUL_PROGRAMS.map(({ name }) => [name, '1.0'])),
  hasVirtualisation: true,
  vm: { isAppleSilicon: false, hasVirtualBoxDriver: true, hasHyperV: undefined, kvm: 'usable' },
  namespaces: { fault: undefined, forbiddenBy: undefined },
  ports: [9000, 8001].map(port => ({ port, isFree: true, listener: undefined })),
  descriptorLimit: 4096,
  cpus: 2,
  load: 0.3,
  loopbackFault: undefined,
  localhost: ['::1', '127.0.0.1'],
  clockDriftMs: 3,
  temporary: { folder: '/tmp', fault: undefined },
  clientPorts: { first: 32_768, last: 60_999 },
}

const MAC: Partial<Facts> = {
  vm: { ...SOUND.vm, isAppleSilicon: true },
  programs: { ...SOUND.programs, VBoxManage: '7.2.4' },
}

test('a sound machine is ready, and nothing is to be mended', () => {
  const findings = toFindings(SOUND)
  expect(findings.filter(({ state }) => state !== 'ok')).toEqual([])
  expect(findings.filter(({ consequence, remedy }) => consequence !== null || remedy !== null)).toEqual([])
  expect(isReady(findings)).toBe(true)
})

describe('what is needed makes the machine not ready', () => {
  test.each<[string, Partial<Facts>]>([
    ['Node', { node: { ...SOUND.node, running: '24.11.9' } }],
    ['Node', { node: { ...SOUND.node, running: '9.99.0' } }],
    ['npm packages', { missingPackages: ['valibot'] }],
    ['loopback', { loopbackFault: 'ECONNREFUSED' }],
    ['localhost', { localhost: ['::1'] }],
    ['localhost', { localhost: [] }],
    ['temporary folder', { temporary: { folder: '/tmp', fault: 'EACCES' } }],
    ['open files', { descriptorLimit: 1024 }],
  ])('%s', (name, change) => {
    expect(amiss(change)).toEqual([name])
    expect(isReady(toFindings({ ...SOUND, ...change }))).toBe(false)
  })
})

describe('what is not needed is told, and the machine is ready', () => {
  test.each<[string, Partial<Facts>]>([
    ['clock', { clockDriftMs: -400 }],
    ['processors', { cpus: 1 }],
    ['processors', { load: 2.5 }],
    ['client ports', { clientPorts: { first: 1024, last: 5000 } }],
    ['port 9000', { ports: [{ port: 9000, isFree: false, listener: 'node (pid 1)' }] }],
    ['virtualisation', { hasVirtualisation: false }],
    ['VirtualBox driver', { vm: { ...SOUND.vm, hasVirtualBoxDriver: false } }],
    ['Hyper-V', { vm: { ...SOUND.vm, hasHyperV: true } }],
    ['user namespaces', { namespaces: { fault: 'Operation not permitted', forbiddenBy: 'apparmor' } }],
    ['user namespaces', { namespaces: { fault: 'No space left on device', forbiddenBy: undefined } }],
    ['KVM', { vm: { ...SOUND.vm, kvm: 'denied' } }],
    [
      'Apple silicon',
      { vm: { ...SOUND.vm, isAppleSilicon: true }, programs: { ...SOUND.programs, VBoxManage: '7.0.26' } },
    ],
  ])('%s', (name, change) => {
    expect(amiss(change)).toEqual([name])
    expect(isReady(toFindings({ ...SOUND, ...change }))).toBe(true)
  })
})

test.each<[string, Partial<Facts>]>([
  ['the least Node that will do', { node: { ...SOUND.node, running: '24.12.0' } }],
  ['a newer Node', { node: { ...SOUND.node, running: '27.0.0' } }],
  ['a system that tells nothing', { descriptorLimit: undefined, load: undefined, clientPorts: undefined }],
  ['a Mac whose VirtualBox knows its processor', MAC],
  ['a system without namespaces', { namespaces: undefined }],
  ['backends on their ports', { ports: [{ port: 8001, isFree: false, listener: 'nginx (pid 7)' }] }],
])('%s is in order', (_name, change) => {
  expect(amiss(change)).toEqual([])
})

test('whoever listens on a port that is taken is named', () => {
  const findings = toFindings({ ...SOUND, ports: [{ port: 9000, isFree: false, listener: 'node (pid 1)' }] })
  expect(findings.find(({ name }) => name === 'port 9000')?.found).toBe('taken by node (pid 1)')
})

test('a program that is not installed is missing, and what takes its place and how to install it are told', () => {
  const findings = toFindings({ ...SOUND, programs: {} })
  const programs = findings.filter(({ name }) => USEFUL_PROGRAMS.some(each => each.name === name))
  expect(programs.map(({ state }) => state)).toEqual(USEFUL_PROGRAMS.map(() => 'missing'))
  expect(programs.find(({ name }) => name === 'wrk')).toMatchObject({
    consequence: expect.stringContaining('autocannon'),
    remedy: 'sudo apt install wrk',
  })
  expect(isReady(findings)).toBe(true)
})

test.each([
  ['apparmor', 'kernel.apparmor_restrict_unprivileged_userns=0'],
  ['clone', 'kernel.unprivileged_userns_clone=1'],
  ['limit', 'user.max_user_namespaces=15000'],
  ['container', 'seccomp=unconfined'],
  [undefined, 'ask who runs this machine'],
] as const)('user namespaces that %s forbids have their own remedy', (forbiddenBy, remedy) => {
  const namespaces = { fault: 'bwrap: No permissions to create new namespace', forbiddenBy }
  const finding = toFindings({ ...SOUND, namespaces }).find(({ name }) => name === 'user namespaces')
  expect(finding).toMatchObject({ found: namespaces.fault, remedy: expect.stringContaining(remedy) })
})

test('without anything that runs virtual machines nobody is told how well they would run', () => {
  const vm = { isAppleSilicon: true, hasVirtualBoxDriver: false, hasHyperV: true, kvm: 'denied' } as const
  const names = toFindings({ ...SOUND, programs: {}, hasVirtualisation: false, vm }).map(({ name }) => name)
  expect(names).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/virtualisation|Apple silicon|VirtualBox driver|Hyper-V|KVM/)]),
  )
})

test.each(['apt', 'brew', 'windows', 'other'] as const)('each program has a remedy on %s', system => {
  for (const program of USEFUL_PROGRAMS) expect(howToInstall(program, system)).toMatch(/\S/)
})

function amiss(change: Partial<Facts>): string[] {
  return toFindings({ ...SOUND, ...change })
    .filter(({ state }) => state !== 'ok')
    .map(({ name }) => name)
}
