// Stage 5: nobody waits for the slowest, and nothing is waited for without end.

import { runProgram } from '../01-echo/program.ts'
import { readSettings } from '../01-echo/settings.ts'
import { readConf } from '../02-parse/conf.ts'
import { STRATEGY_FLAG, toBackends } from '../03-forward/balancer.ts'
import { dial } from '../03-forward/dial.ts'
import type { OutletMaker } from '../03-forward/outlet.ts'
import { BackendPool } from '../04-pipelining/backend-pool.ts'
import { mayReuse } from '../04-pipelining/reuse.ts'
import { BoundedOutlet, UNWATCHED } from './bounded-outlet.ts'
import { Deadlines } from './deadlines.ts'
import { serve, TICK_MS } from './serve.ts'

await runProgram(argv => {
  const settings = readSettings(argv, STRATEGY_FLAG)
  const conf = readConf(settings.conf)
  const deadlines = new Deadlines(performance.now(), TICK_MS)
  const makeOutlet: OutletMaker = socket => new BoundedOutlet(socket, deadlines.start)

  const pool = new BackendPool({
    ...conf.timeouts,
    dial,
    makeOutlet: socket => new BoundedOutlet(socket, UNWATCHED),
    startTimer: deadlines.start,
    mayReuse,
    maxIdle: 64,
  })
  const backends = toBackends(conf.backends)
  return serve(settings, conf, { backends, deadlines, makeOutlet, carry: pool.carry, newFields: () => [] })
})
