// Stage 5: nobody waits for the slowest, and nothing is waited for without end.

import { listen } from '../01-echo/listener.ts'
import { runProgram } from '../01-echo/program.ts'
import { readSettings } from '../01-echo/settings.ts'
import { readConf } from '../02-parse/conf.ts'
import { chooseStrategy, STRATEGY_FLAG, toBackends } from '../03-forward/balancer.ts'
import type { OutletMaker } from '../03-forward/outlet.ts'
import { BackendPool } from '../04-pipelining/backend-pool.ts'
import { mayRepeat, mayReuse } from '../04-pipelining/reuse.ts'
import { BackendHealth } from './backend-health.ts'
import { BoundedOutlet } from './bounded-outlet.ts'
import { Clients } from './clients.ts'
import { Deadlines } from './deadlines.ts'
import { probe } from './health-probe.ts'

const TICK_MS = 20
const STOP_MS = 5000
const HOLD_BYTES = 64 * 1024
const MAX_CLIENTS = 16_384

await runProgram(async argv => {
  const settings = readSettings(argv, STRATEGY_FLAG)
  const { timeouts, limits, ...conf } = readConf(settings.conf)
  const backends = toBackends(conf.backends)

  const deadlines = new Deadlines(performance.now(), TICK_MS)
  const makeOutlet: OutletMaker = socket => new BoundedOutlet(socket, deadlines.start)

  const pool = new BackendPool({
    ...timeouts,
    headBytes: limits.headBytes,
    makeOutlet,
    startTimer: deadlines.start,
    mayReuse,
    maxIdle: 64,
  })
  const health = new BackendHealth(conf.health, () => deadlines.now)
  const { path, intervalMs } = conf.health
  if (path !== undefined) {
    const probeSettings = { path, carry: pool.carry, newFields: () => [] }
    const report = (...[backend, outcome]: Parameters<BackendHealth['report']>) =>
      health.report(backend, outcome, 'probe')
    setInterval(() => {
      for (const backend of backends) probe(backend, probeSettings, report)
    }, intervalMs)
  }

  const clients = new Clients({
    limits,
    exchange: {
      strategy: health.among(chooseStrategy(settings.more.strategy ?? conf.strategy, backends)),
      carry: pool.carry,
      mayRepeat,
      onOutcome: (backend, outcome) => health.report(backend, outcome),
      holdBytes: HOLD_BYTES,
    },
    makeOutlet,
    holdBytes: HOLD_BYTES,
    newFields: () => [],
    onExchangeBegun: () => {},
    onExchangeOver: () => {},
    maxClients: MAX_CLIENTS,
    times: timeouts,
    now: () => deadlines.now,
  })

  setInterval(() => {
    deadlines.tick(performance.now())
    clients.patrol()
  }, TICK_MS)

  const listener = await listen(settings, socket => clients.accept(socket))
  return {
    address: listener.address,
    close: async () => {
      listener.stopAccepting()
      await clients.stop(STOP_MS)
      await listener.close()
    },
  }
})
