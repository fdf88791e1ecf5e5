// Stage 6: every exchange has a name, and many clients share few backend connections. With --workers several processes
// like this one share the port.

import { runProgram } from '../01-echo/program.ts'
import { readSettings } from '../01-echo/settings.ts'
import { readConf } from '../02-parse/conf.ts'
import { STRATEGY_FLAG, toBackends } from '../03-forward/balancer.ts'
import type { OutletMaker } from '../03-forward/outlet.ts'
import type { TimerStarter } from '../03-forward/timer.ts'
import { mayReuse } from '../04-pipelining/reuse.ts'
import { UNWATCHED } from '../05-nonblocking/bounded-outlet.ts'
import { Deadlines } from '../05-nonblocking/deadlines.ts'
import { serve, TICK_MS } from '../05-nonblocking/serve.ts'
import { AccessLog } from './access-log.ts'
import { BatchedOutlet, TickEnd } from './batched-outlet.ts'
import { BusyPoll } from './busy-poll.ts'
import { Reading } from './reading.ts'
import { requestIdFields } from './request-id.ts'
import { SharedBackends } from './shared-backends.ts'
import { StandardOutput } from './standard-output.ts'
import { newUuid } from './uuids.ts'
import { readWorkerCount, WORKERS_FLAG } from './worker-count.ts'
import { isWorker, startWorkers } from './workers.ts'

await runProgram(async argv => {
  const settings = readSettings(argv, { ...STRATEGY_FLAG, ...WORKERS_FLAG, log: { type: 'boolean' } })
  const workers = readWorkerCount(settings.more.workers)
  const conf = readConf(settings.conf)
  if (workers > 1 && !isWorker) return startWorkers(workers, settings, argv)
  const deadlines = new Deadlines(performance.now(), TICK_MS)
  const clock = performance.now.bind(performance)
  const tickEnd = new TickEnd(setImmediate)
  const poll = new BusyPoll(setImmediate, clock)
  tickEnd.onSent = outlets => poll.turnEnded(outlets)
  const reading = new Reading()
  const outletWith =
    (startTimer: TimerStarter): OutletMaker =>
    socket =>
      new BatchedOutlet(socket, startTimer, tickEnd, reading.release)

  const backends = toBackends(conf.backends)
  const laneSettings = {
    ...conf.timeouts,
    dial: reading.dial,
    makeOutlet: outletWith(UNWATCHED),
    startTimer: deadlines.start,
    mayReuse,
    clock,
    turn: () => tickEnd.turns,
  }
  const shared = new SharedBackends(backends, laneSettings, deadlines.now)
  const output = new StandardOutput()
  const log = new AccessLog(output.write, clock)

  const running = await serve(settings, conf, {
    backends,
    deadlines,
    adopt: reading.adopt,
    isPortShared: isWorker,
    makeOutlet: outletWith(deadlines.start),
    carry: shared.carry,
    patrol: () => shared.patrol(deadlines.now),
    newFields: () => requestIdFields(newUuid),
    ...(settings.more.log
      ? { onExchangeBegun: exchange => log.begun(exchange), onExchangeOver: turn => log.over(turn) }
      : {}),
  })
  const close = async () => {
    await running.close()
    await output.taken()
  }
  return { ...running, close }
})
