// Knows who can be measured, and how each is started: a stage of this tree, a submission, or a peer.

import { join } from 'node:path'
import { UsageError } from '../../backends/command-line.ts'
import { oneLine } from '../report/printable.ts'
import type { StageNumber } from '../result.ts'
import type { LaunchCommand, Subject } from '../subject.ts'
import { findSubject } from '../subjects/find-subject.ts'
import { CannotGrade } from '../verdict.ts'
import { caddyBalancer } from './caddy.ts'
import { haproxyBalancer } from './haproxy.ts'
import { nginxBalancer } from './nginx.ts'
import { httpProxyBalancer, undiciBalancer } from './node-peers.ts'
import type { Entrant, PeerName } from './options.ts'
import type { Place } from './place.ts'
import type { Scenario } from './scenarios.ts'

export interface Contender {
  readonly name: string
  /** The port that it cannot be talked out of. */
  readonly fixedPort?: number
  /** False where it answers by itself. */
  readonly forwards: boolean
  /** Why it cannot serve this scenario; undefined if it can. */
  whyNot(scenario: Scenario): string | undefined
  /** Builds and copies. Rejects with CannotGrade. */
  prepare(): Promise<void>
  /** Writes what its start needs. */
  command(place: Place): Promise<LaunchCommand>
  dispose(): Promise<void>
}

const ROOT = join(import.meta.dirname, '..', '..')
/** The name of one backend alone. */
export const DIRECT = 'direct'
const FIRST_THAT_FORWARDS = 3
const LAST_STAGE = 6

const balancers: Readonly<Record<PeerName, (place: Place) => LaunchCommand>> = {
  nginx: nginxBalancer,
  haproxy: haproxyBalancer,
  caddy: caddyBalancer,
  'http-proxy': httpProxyBalancer,
  undici: undiciBalancer,
}

/** @throws UsageError, CannotGrade */
export function chooseContenders(entrants: readonly Entrant[]): Contender[] {
  const contenders = entrants.map(toContender)
  const names = [DIRECT, ...contenders.map(({ name }) => name)]
  const twice = names.find((name, at) => names.indexOf(name) < at)
  if (twice === DIRECT) throw new UsageError(`nobody may be called ${DIRECT}: that is one backend without a proxy`)
  if (twice !== undefined) throw new UsageError(`${twice} stands there twice; name each once`)
  return contenders
}

function toContender(entrant: Entrant): Contender {
  switch (entrant.kind) {
    case 'peer':
      return toPeer(entrant.name)
    case 'stage': {
      const { stage } = entrant
      return toProxy(findSubject('reference', ROOT), stage, `stage ${stage}`)
    }
    case 'folder': {
      const subject = findSubject(entrant.path, ROOT)
      return toProxy(subject, entrant.stage ?? subject.stages.at(-1) ?? LAST_STAGE, oneLine(subject.info.name))
    }
  }
}

function toPeer(name: PeerName): Contender {
  return {
    name,
    forwards: true,
    whyNot: () => undefined,
    prepare: async () => {},
    command: async place => balancers[name](place),
    dispose: async () => {},
  }
}

function toProxy(subject: Subject, stage: StageNumber, name: string): Contender {
  const { stages, fixedPort, info } = subject
  if (!stages.includes(stage))
    throw new CannotGrade(`${info.argument} has no stage ${stage}; those that it claims are ${stages.join(', ')}`)
  return {
    name,
    forwards: stage >= FIRST_THAT_FORWARDS,
    ...(fixedPort !== undefined && { fixedPort }),
    whyNot: scenario => scenario.beyond[stage],
    prepare: () => subject.prepare(),
    async command({ directory, port, backendPorts, workers }) {
      const conf = { backend_servers: backendPorts.map(backendPort => ({ ip: '127.0.0.1', port: backendPort })) }
      const command = await subject.launch({ stage, host: '127.0.0.1', port, conf, directory })
      if (workers === 1 || info.kind !== 'reference' || stage !== LAST_STAGE) return command
      return { ...command, argv: [...command.argv, '--workers', String(workers)] }
    },
    dispose: () => subject.dispose(),
  }
}
