// EDGE: the proxy as a whole, around whatever carries its exchanges: the clock that drives all deadlines, the health of
// the backends, the clients, and the way to a graceful stop. It owns the only intervals of the program.

import type { Socket } from 'node:net'
import { listen } from '../01-echo/listener.ts'
import type { Running } from '../01-echo/program.ts'
import type { Settings } from '../01-echo/settings.ts'
import type { Conf } from '../02-parse/conf.ts'
import { type Backend, chooseStrategy } from '../03-forward/balancer.ts'
import type { Exchange, ExchangeSettings } from '../03-forward/exchange.ts'
import type { ClientSettings } from '../04-pipelining/client-connection.ts'
import { mayRepeat } from '../04-pipelining/reuse.ts'
import { BackendHealth } from './backend-health.ts'
import { Clients } from './clients.ts'
import type { Deadlines } from './deadlines.ts'
import { probe } from './health-probe.ts'

/** How often the clock is looked at: no deadline is met more exactly than this. */
export const TICK_MS = 20
/** What is open has so long to end when the program is asked to stop. */
const STOP_MS = 5000
/** How much of one body may wait for its turn or for a connection; as much as a socket's own mark. */
const HOLD_BYTES = 64 * 1024
/** Through one door a thousand clients that come at once took 5 s to come in while the first were being served. */
const DOORS = 32
/** Beyond this a client is turned away with a 503: each costs a descriptor and about 6 KiB (5,000 idle ones: 28 MiB). */
const MAX_CLIENTS = 16_384

export interface ServeParts extends Pick<ClientSettings, 'makeOutlet' | 'newFields'> {
  readonly backends: readonly Backend[]
  readonly deadlines: Deadlines
  readonly carry: ExchangeSettings['carry']
  /** What is served in place of an accepted socket. What comes has to be copied before the next may come: see ClientConnection. */
  readonly adopt?: (accepted: Socket) => Socket
  /** True where other processes of this program listen on the same port. */
  readonly isPortShared?: boolean
  /** To be called at each tick. */
  readonly patrol?: () => void
  readonly onExchangeBegun?: ClientSettings['onExchangeBegun']
  readonly onExchangeOver?: ClientSettings['onExchangeOver']
}

/** @throws Refusal when the address cannot be had or the strategy is unknown */
export async function serve(settings: Settings, conf: Conf, parts: ServeParts): Promise<Running> {
  const { backends, deadlines, carry, newFields } = parts
  const health = new BackendHealth(conf.health, () => deadlines.now)
  const strategy = chooseStrategy(settings.more.strategy ?? conf.strategy, backends)

  const clients = new Clients({
    limits: conf.limits,
    exchange: {
      strategy: health.among(strategy),
      carry,
      mayRepeat,
      onOutcome: (backend, outcome) => health.report(backend, outcome),
      holdBytes: HOLD_BYTES,
    },
    makeOutlet: parts.makeOutlet,
    holdBytes: HOLD_BYTES,
    newFields,
    onExchangeBegun: parts.onExchangeBegun ?? (() => {}),
    onExchangeOver: parts.onExchangeOver ?? (() => {}),
    maxClients: MAX_CLIENTS,
    times: conf.timeouts,
    now: () => deadlines.now,
  })
  const { host, port } = settings
  const isShared = parts.isPortShared ?? false
  const { adopt = socket => socket } = parts
  const listener = await listen({ host, port, isShared }, socket => clients.accept(adopt(socket)), DOORS)

  setInterval(() => {
    deadlines.tick(performance.now())
    clients.patrol()
    parts.patrol?.()
  }, TICK_MS)

  const { path, intervalMs } = conf.health
  if (path !== undefined) {
    const asked = new Map<Backend, Exchange>()
    setInterval(() => {
      for (const backend of backends) {
        // Whoever still owes the last answer is not asked again: connections to a backend that hangs would pile up.
        if (asked.get(backend)?.isOver === false) continue
        const report = (outcome: 'answered' | 'failed') => health.report(backend, outcome, 'probe')
        asked.set(backend, probe(backend, { path, carry, newFields }, report))
      }
    }, intervalMs)
  }

  return {
    address: listener.address,
    close: async () => {
      listener.stopAccepting()
      await clients.stop(STOP_MS)
      await listener.close()
    },
  }
}
