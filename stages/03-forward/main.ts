// Stage 3: one request, one backend, one answer.

import { listen } from '../01-echo/listener.ts'
import { runProgram } from '../01-echo/program.ts'
import { readSettings } from '../01-echo/settings.ts'
import { readConf } from '../02-parse/conf.ts'
import { InOrder } from './awaiting.ts'
import { BackendConnection } from './backend-connection.ts'
import { chooseStrategy, STRATEGY_FLAG, toBackends } from './balancer.ts'
import { dial } from './dial.ts'
import type { ExchangeSettings } from './exchange.ts'
import { serveOneRequest } from './one-request.ts'
import { SocketOutlet } from './outlet.ts'
import { startTimer } from './timer.ts'

await runProgram(argv => {
  const settings = readSettings(argv, STRATEGY_FLAG)
  const { backends, timeouts, limits, ...conf } = readConf(settings.conf)

  // Each exchange dials a connection of its own, which is closed behind its answer.
  const carry: ExchangeSettings['carry'] = (exchange, backend) =>
    new BackendConnection(backend, {
      ...timeouts,
      awaiting: new InOrder(),
      dial,
      makeOutlet: socket => new SocketOutlet(socket),
      startTimer,
      mayReuse: () => false,
      onOpen: connection => connection.take(exchange) || connection.close(),
      onFree: connection => connection.close(),
      onClose: (_connection, error, opened) => {
        if (!opened) exchange.failed({ error, unsent: true, begun: false, incidental: false })
      },
    })

  const exchangeSettings = {
    strategy: chooseStrategy(settings.more.strategy ?? conf.strategy, toBackends(backends)),
    carry,
    mayRepeat: () => false,
    onOutcome: () => {},
    holdBytes: Number.POSITIVE_INFINITY,
  }
  return listen(settings, socket => serveOneRequest(socket, limits, exchangeSettings))
})
