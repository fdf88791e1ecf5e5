// Stage 4: many requests on one connection, answered in order, over backend connections that are kept.

import { listen } from '../01-echo/listener.ts'
import { runProgram } from '../01-echo/program.ts'
import { readSettings } from '../01-echo/settings.ts'
import { readConf } from '../02-parse/conf.ts'
import { chooseStrategy, STRATEGY_FLAG, toBackends } from '../03-forward/balancer.ts'
import { dial } from '../03-forward/dial.ts'
import { type OutletMaker, SocketOutlet } from '../03-forward/outlet.ts'
import { startTimer } from '../03-forward/timer.ts'
import { BackendPool } from './backend-pool.ts'
import { ClientConnection, type ClientSettings } from './client-connection.ts'
import { mayRepeat, mayReuse } from './reuse.ts'

await runProgram(argv => {
  const settings = readSettings(argv, STRATEGY_FLAG)
  const { backends, timeouts, limits, ...conf } = readConf(settings.conf)
  const makeOutlet: OutletMaker = socket => new SocketOutlet(socket)

  const pool = new BackendPool({
    ...timeouts,
    dial,
    makeOutlet,
    startTimer,
    mayReuse,
    maxIdle: 64,
    idleMs: Number.POSITIVE_INFINITY,
  })
  const clientSettings: ClientSettings = {
    limits,
    exchange: {
      strategy: chooseStrategy(settings.more.strategy ?? conf.strategy, toBackends(backends)),
      carry: pool.carry,
      mayRepeat,
      onOutcome: () => {},
      holdBytes: Number.POSITIVE_INFINITY,
    },
    makeOutlet,
    holdBytes: Number.POSITIVE_INFINITY,
    newFields: () => [],
    onExchangeBegun: () => {},
    onExchangeOver: () => {},
  }
  return listen(settings, socket => new ClientConnection(socket, clientSettings))
})
