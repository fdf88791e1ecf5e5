// Stage 6: every exchange has a name, and many clients share few backend connections.

import { v4 as newUuid } from 'uuid'
import { listen } from '../01-echo/listener.ts'
import { runProgram } from '../01-echo/program.ts'
import { readSettings } from '../01-echo/settings.ts'
import { readConf } from '../02-parse/conf.ts'
import { chooseStrategy, STRATEGY_FLAG, toBackends } from '../03-forward/balancer.ts'
import type { OutletMaker } from '../03-forward/outlet.ts'
import { mayRepeat, mayReuse } from '../04-pipelining/reuse.ts'
import { BackendHealth } from '../05-nonblocking/backend-health.ts'
import { Clients } from '../05-nonblocking/clients.ts'
import { Deadlines } from '../05-nonblocking/deadlines.ts'
import { probe } from '../05-nonblocking/health-probe.ts'
import { AccessLog } from './access-log.ts'
import { BatchedOutlet, TickEnd } from './batched-outlet.ts'
import { requestIdFields } from './request-id.ts'
import { SharedBackends } from './shared-backends.ts'

const TICK_MS = 20
const STOP_MS = 5000
const HOLD_BYTES = 64 * 1024
const MAX_CLIENTS = 16_384

await runProgram(async argv => {
  const settings = readSettings(argv, { ...STRATEGY_FLAG, log: { type: 'boolean' } })
  const { timeouts, limits, ...conf } = readConf(settings.conf)
  const backends = toBackends(conf.backends)

  const deadlines = new Deadlines(performance.now(), TICK_MS)
  const tickEnd = new TickEnd(setImmediate)
  const makeOutlet: OutletMaker = socket => new BatchedOutlet(socket, deadlines.start, tickEnd)

  const shared = new SharedBackends(backends, {
    ...timeouts,
    headBytes: limits.headBytes,
    makeOutlet,
    startTimer: deadlines.start,
    mayReuse,
    now: () => deadlines.now,
  })
  const newFields = () => requestIdFields(newUuid)
  const health = new BackendHealth(conf.health, () => deadlines.now)
  const { path, intervalMs } = conf.health
  if (path !== undefined) {
    const probeSettings = { path, carry: shared.carry, newFields }
    const report = (...[backend, outcome]: Parameters<BackendHealth['report']>) =>
      health.report(backend, outcome, 'probe')
    setInterval(() => {
      for (const backend of backends) probe(backend, probeSettings, report)
    }, intervalMs)
  }

  const log = new AccessLog(
    line => process.stdout.write(line),
    () => performance.now(),
  )
  const clients = new Clients({
    limits,
    exchange: {
      strategy: health.among(chooseStrategy(settings.more.strategy ?? conf.strategy, backends)),
      carry: shared.carry,
      mayRepeat,
      onOutcome: (backend, outcome) => health.report(backend, outcome),
      holdBytes: HOLD_BYTES,
    },
    makeOutlet,
    holdBytes: HOLD_BYTES,
    newFields,
    onExchangeBegun: settings.more.log ? exchange => log.begun(exchange) : () => {},
    onExchangeOver: settings.more.log ? turn => log.over(turn) : () => {},
    maxClients: MAX_CLIENTS,
    times: timeouts,
    now: () => deadlines.now,
  })

  setInterval(() => {
    deadlines.tick(performance.now())
    clients.patrol()
    shared.patrol()
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
