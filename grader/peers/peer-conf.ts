// The course's conf as peers are told it: with every default filled in (CONTRACT "The conf file"). It knows no peer.
import type { StageNumber } from '../result.ts'
import type { LaunchSettings } from '../subject.ts'
import { Undecided } from '../verdict.ts'

export interface PeerConf {
  readonly stage: StageNumber
  readonly host: string
  readonly port: number
  /** Its own: everything that the peer writes goes there. */
  readonly directory: string
  readonly backends: readonly { readonly ip: string; readonly port: number; readonly weight: number }[]
  readonly leastConnections: boolean
  readonly timeouts: Readonly<Record<'connect_ms' | 'request_ms' | 'response_ms' | 'idle_ms', number>>
  readonly limits: Readonly<Record<'head_bytes' | 'target_bytes' | 'body_bytes', number>>
  readonly health: {
    readonly fail_after: number
    readonly rest_ms: number
    readonly interval_ms: number
    /** What to ask a backend for to see whether it is well; absent: nothing is asked. */
    readonly path?: string
  }
}

const TIMEOUTS = { connect_ms: 1000, request_ms: 10_000, response_ms: 30_000, idle_ms: 60_000 }
const LIMITS = { head_bytes: 16_384, target_bytes: 8192, body_bytes: 2 ** 30 }
const HEALTH = { fail_after: 3, rest_ms: 2000, interval_ms: 1000 }

/** @throws Undecided for a conf that is faulty text: a peer reads a conf of its own, which is never faulty */
export function toPeerConf({ stage, host, port, directory, conf }: LaunchSettings): PeerConf {
  if (conf === null || typeof conf === 'string')
    throw new Undecided("a peer does not read the course's conf, so not its faults either")
  return {
    stage,
    host,
    port,
    directory,
    backends: conf.backend_servers.map(({ ip, port, weight = 1 }) => ({ ip, port, weight })),
    leastConnections: conf.strategy === 'least-connections',
    timeouts: { ...TIMEOUTS, ...(conf.timeouts as Partial<PeerConf['timeouts']>) },
    limits: { ...LIMITS, ...(conf.limits as Partial<PeerConf['limits']>) },
    health: { ...HEALTH, ...(conf.health as Partial<PeerConf['health']>) },
  }
}

/** `127.0.0.1:80`, `[::1]:80`. */
export function toAuthority(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Fields that concern one connection only (RFC 9110 §7.6.1) and that some peers hand on unless they are told not to. */
export const HOP_BY_HOP = ['Keep-Alive', 'Proxy-Connection', 'TE', 'Trailer', 'Upgrade', 'HTTP2-Settings'] as const
