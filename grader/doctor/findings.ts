// What the facts about a machine mean for whoever wants to learn or grade on it. Pure.
import type { Facts, Finding, PortFact } from './facts.ts'
import { amiss, fine, isAtLeast } from './finding.ts'
import { toNamespaceFindings } from './namespace-finding.ts'
import { howToInstall, USEFUL_PROGRAMS } from './programs.ts'
import { toVmFindings } from './vm-findings.ts'

/** A thousand clients have two sockets each in the proxy, and the lab has its own ends of them. */
const DESCRIPTORS_WANTED = 4096
/** A closed connection keeps its port for a minute; checks and load open thousands. */
const CLIENT_PORTS_WANTED = 10_000
const DRIFT_ALLOWED_MS = 50

export function toFindings(facts: Facts): Finding[] {
  return [
    node(facts),
    packages(facts),
    loopback(facts),
    localhost(facts),
    temporary(facts),
    descriptors(facts),
    clock(facts),
    processors(facts),
    clientPorts(facts),
    ...facts.ports.map(port),
    ...programs(facts),
    ...toNamespaceFindings(facts),
    ...toVmFindings(facts),
  ]
}

export function isReady(findings: readonly Finding[]): boolean {
  return findings.every(({ state, needed }) => state === 'ok' || !needed)
}

function node({ node: { running, pinned, wanted } }: Facts): Finding {
  if (!isAtLeast(running, wanted.replace(/^>=/, '')))
    return amiss(
      'Node',
      true,
      running,
      `TypeScript does not run as it is below ${wanted}`,
      'npm ci brings the right one',
    )
  const note = running === pinned ? '' : `, not the pinned ${pinned}: npm run doctor takes that`
  return fine('Node', true, `${running}${note}`)
}

function packages({ missingPackages: missing }: Facts): Finding {
  if (missing.length === 0) return fine('npm packages', true, 'installed')
  return amiss('npm packages', true, `missing: ${missing.join(', ')}`, 'nothing that needs them runs', 'npm ci')
}

function loopback({ loopbackFault: fault }: Facts): Finding {
  if (fault === undefined) return fine('loopback', true, '127.0.0.1 answers')
  const remedy = 'let programs of this machine connect to each other (firewall, container network)'
  return amiss('loopback', true, `127.0.0.1: ${fault}`, 'no program can be reached, so none graded', remedy)
}

function localhost({ localhost: addresses }: Facts): Finding {
  if (addresses.includes('127.0.0.1')) return fine('localhost', true, addresses.join(', '))
  const found = addresses.length === 0 ? 'has no address' : `is ${addresses.join(', ')}`
  const consequence = 'programs that are told localhost listen where nobody asks'
  return amiss('localhost', true, found, consequence, 'add the line 127.0.0.1 localhost to the hosts file')
}

function temporary({ temporary: { folder, fault } }: Facts): Finding {
  if (fault === undefined) return fine('temporary folder', true, folder)
  return amiss(
    'temporary folder',
    true,
    `${folder}: ${fault}`,
    'no program can be started',
    'set TMPDIR to a writable folder',
  )
}

function descriptors({ descriptorLimit: limit }: Facts): Finding {
  if (limit === undefined) return fine('open files', true, 'no limit that the system tells')
  if (limit >= DESCRIPTORS_WANTED) return fine('open files', true, `up to ${limit}`)
  const consequence = `the checks with 1,000 clients want ${DESCRIPTORS_WANTED}`
  return amiss('open files', true, `up to ${limit}`, consequence, `ulimit -n ${DESCRIPTORS_WANTED} in this shell`)
}

function clock({ clockDriftMs: drift }: Facts): Finding {
  if (Math.abs(drift) <= DRIFT_ALLOWED_MS) return fine('clock', false, 'steady')
  const remedy = 'let the time settle (time synchronisation), or give the machine more rest'
  return amiss('clock', false, `jumped by ${Math.round(drift)} ms`, 'times in reports and logs may be wrong', remedy)
}

function processors({ cpus, load }: Facts): Finding {
  const found = `${cpus}${load === undefined ? '' : `, load ${load.toFixed(1)}`}`
  if (cpus < 2)
    return amiss('processors', false, found, 'load is measured badly: everything shares one', 'use a machine with two')
  if (load === undefined || load <= cpus) return fine('processors', false, found)
  const consequence = 'checks may come out undecided, and load figures low'
  return amiss('processors', false, found, consequence, 'end what else runs, then grade')
}

function clientPorts({ clientPorts: range }: Facts): Finding {
  if (range === undefined) return fine('client ports', false, 'the system does not tell')
  const { first, last } = range
  if (last - first + 1 >= CLIENT_PORTS_WANTED) return fine('client ports', false, `${first} to ${last}`)
  const consequence = 'many connections in a row may find no free port'
  return amiss(
    'client ports',
    false,
    `${first} to ${last}`,
    consequence,
    'sysctl net.ipv4.ip_local_port_range="32768 60999"',
  )
}

const STAGE_PORT = 9000

function port({ port, isFree, listener }: PortFact): Finding {
  const name = `port ${port}`
  if (isFree) return fine(name, false, 'free')
  const found = `taken${listener === undefined ? '' : ` by ${listener}`}`
  // Whoever listens on the backends' ports is asked: that is what they are for.
  if (port !== STAGE_PORT)
    return fine(
      name,
      false,
      `${found}: npm run stage asks whoever it is for pages, npm run vm create needs other --ports`,
    )
  const remedy = 'end that program, or npm run stage N -- --port 9001'
  return amiss(name, false, found, 'npm run stage cannot listen there; the grader takes other ports', remedy)
}

function programs({ programs: found, system }: Facts): Finding[] {
  return USEFUL_PROGRAMS.map(program => {
    const version = found[program.name]
    if (version !== undefined) return fine(program.name, false, version)
    return {
      name: program.name,
      state: 'missing',
      needed: false,
      found: 'not installed',
      consequence: program.without,
      remedy: howToInstall(program, system),
    }
  })
}
