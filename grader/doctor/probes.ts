// Asks this machine what it has. Nothing here judges. EDGE: opens sockets, reads files and the clock, starts programs.
import { lookup } from 'node:dns/promises'
import { existsSync, readFileSync } from 'node:fs'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from '../peers/find-program.ts'
import type { Facts, System } from './facts.ts'
import { namespaceFacts } from './namespace-probe.ts'
import { loopbackFault, portFact } from './port-probes.ts'
import { outputOf } from './program-output.ts'
import { USEFUL_PROGRAMS } from './programs.ts'
import { vmFacts } from './vm-probes.ts'

const PORTS = [9000, 8001, 8002, 8003]

/** @param root the root of this tree */
export async function lookAtMachine(root: string): Promise<Facts> {
  const clocks = readClocks()
  const { engines, dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const ports = []
  for (const port of PORTS) ports.push(await portFact(port))
  const programs = await programVersions()
  const facts = {
    system: findSystem(),
    node: { running: process.versions.node, pinned: devDependencies.node, wanted: engines.node },
    missingPackages: Object.keys({ ...dependencies, ...devDependencies }).filter(
      name => !existsSync(join(root, 'node_modules', name, 'package.json')),
    ),
    programs,
    hasVirtualisation: hasVirtualisation(),
    vm: await vmFacts(programs.VBoxManage !== undefined),
    namespaces: await namespaceFacts(),
    ports,
    descriptorLimit: await descriptorLimit(),
    cpus: availableParallelism(),
    load: process.platform === 'win32' ? undefined : loadavg()[0],
    loopbackFault: await loopbackFault(),
    localhost: await localhostAddresses(),
    temporary: { folder: tmpdir(), fault: await temporaryFault() },
    clientPorts: await clientPorts(),
  }
  const now = readClocks()
  return { ...facts, clockDriftMs: now.dayMs - clocks.dayMs - (now.steadyMs - clocks.steadyMs) }
}

function readClocks() {
  return { dayMs: Date.now(), steadyMs: performance.now() }
}

function findSystem(): System {
  if (process.platform === 'win32') return 'windows'
  if (process.platform === 'darwin') return 'brew'
  return findProgram('apt-get') === undefined ? 'other' : 'apt'
}

async function programVersions(): Promise<Record<string, string>> {
  const asked = USEFUL_PROGRAMS.map(async ({ name, files, places = [], versionFlag }) => {
    const file = files.map(findProgram).find(found => found !== undefined) ?? places.find(place => existsSync(place))
    if (file === undefined) return []
    const said = (await outputOf(file, [versionFlag])) ?? ''
    return [[name, /\d+\.\d+(?:\.\d+)*/.exec(said)?.[0] ?? 'unknown'] as const]
  })
  return Object.fromEntries((await Promise.all(asked)).flat())
}

function hasVirtualisation(): boolean | undefined {
  const cpus = readText('/proc/cpuinfo')
  return cpus === undefined ? undefined : /^flags\s*:.*\b(?:vmx|svm)\b/m.test(cpus)
}

async function descriptorLimit(): Promise<number | undefined> {
  // Asked of a program that was started here: Node raises its own limit.
  const said = process.platform === 'win32' ? undefined : await outputOf('/bin/sh', ['-c', 'ulimit -n'])
  const limit = Number.parseInt(said ?? '', 10)
  return Number.isNaN(limit) ? undefined : limit
}

async function localhostAddresses(): Promise<string[]> {
  const found = await lookup('localhost', { all: true }).catch(() => [])
  return [...new Set(found.map(({ address }) => address))]
}

async function temporaryFault(): Promise<string | undefined> {
  try {
    const folder = await mkdtemp(join(tmpdir(), 'hopwise-doctor-'))
    await writeFile(join(folder, 'file'), 'x')
    await access(join(folder, 'file'))
    await rm(folder, { recursive: true })
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error)
  }
}

async function clientPorts(): Promise<Facts['clientPorts']> {
  const names = ['net.inet.ip.portrange.first', 'net.inet.ip.portrange.last']
  const text =
    readText('/proc/sys/net/ipv4/ip_local_port_range') ??
    (process.platform === 'darwin' ? await outputOf('sysctl', ['-n', ...names]) : undefined)
  const [first, last] = (text ?? '').trim().split(/\s+/).map(Number)
  return first && last ? { first, last } : undefined
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
