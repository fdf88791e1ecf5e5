// Backend connections that have nothing to do, kept for the next exchange. A connection serves one exchange at a time:
// it is lent, and comes back when the answer has ended.

import type { HttpError } from '../02-parse/http-error.ts'
import { InOrder } from '../03-forward/awaiting.ts'
import { BackendConnection } from '../03-forward/backend-connection.ts'
import type { Backend } from '../03-forward/balancer.ts'
import type { ConnectionSettings } from '../03-forward/connection-settings.ts'
import type { Exchange, ExchangeSettings } from '../03-forward/exchange.ts'
import type { Timer } from '../03-forward/timer.ts'

export type PoolSettings = Omit<ConnectionSettings, 'awaiting' | 'onOpen' | 'onFree' | 'onClose'> & {
  /** How many idle connections are kept for each backend. */
  readonly maxIdle: number
  /** How long an idle connection is kept; Infinity keeps it until the backend closes. */
  readonly idleMs: number
}

export class BackendPool {
  readonly #settings: PoolSettings
  readonly #idle = new Map<Backend, BackendConnection[]>()
  readonly #idleTimers = new Map<BackendConnection, Timer>()

  constructor(settings: PoolSettings) {
    this.#settings = settings
  }

  /** Brings an exchange to a backend: over the connection that came back last, else over a new one. */
  readonly carry: ExchangeSettings['carry'] = (exchange, backend, { fresh }) => {
    // SOLUTION Lend the exchange a connection that is kept, or dial a new one.
    const lent = fresh ? undefined : this.#idleOf(backend).pop()
    if (lent === undefined) this.#dial(backend, exchange)
    else if (!lent.take(exchange)) this.#keep(lent)
    // END SOLUTION
  }

  #dial(backend: Backend, exchange: Exchange): void {
    new BackendConnection(backend, {
      ...this.#settings,
      awaiting: new InOrder(),
      onOpen: connection => connection.take(exchange) || this.#keep(connection),
      onFree: connection => this.#keep(connection),
      onClose: (connection, error, opened) => this.#closed(connection, opened ? undefined : { exchange, error }),
    })
  }

  #keep(connection: BackendConnection): void {
    const idle = this.#idleOf(connection.backend)
    if (idle.length >= this.#settings.maxIdle) return connection.close()
    idle.push(connection)
    this.#watch(connection)
  }

  #watch(connection: BackendConnection): void {
    const { idleMs, startTimer } = this.#settings
    if (idleMs === Number.POSITIVE_INFINITY) return
    const running = this.#idleTimers.get(connection)
    if (running !== undefined) return running.refresh()
    // While it is lent nothing stops the clock: it rings in vain, and the next return starts another.
    const expire = () => {
      this.#idleTimers.delete(connection)
      if (connection.owed === 0) connection.close()
    }
    this.#idleTimers.set(connection, startTimer(idleMs, expire))
  }

  #closed(connection: BackendConnection, refused: { exchange: Exchange; error: HttpError } | undefined): void {
    const idle = this.#idleOf(connection.backend)
    const at = idle.indexOf(connection)
    if (at !== -1) idle.splice(at, 1)
    this.#idleTimers.get(connection)?.cancel()
    this.#idleTimers.delete(connection)
    refused?.exchange.failed({ error: refused.error, unsent: true, begun: false, incidental: false })
  }

  #idleOf(backend: Backend): BackendConnection[] {
    const idle = this.#idle.get(backend)
    if (idle !== undefined) return idle
    const none: BackendConnection[] = []
    this.#idle.set(backend, none)
    return none
  }
}
