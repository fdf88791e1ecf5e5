// All backends, each with its lanes: how an exchange gets its connection in stage 6.

import type { Backend } from '../03-forward/balancer.ts'
import type { ExchangeSettings } from '../03-forward/exchange.ts'
import { type LaneSettings, Lanes } from './lanes.ts'

export class SharedBackends {
  readonly #lanes: ReadonlyMap<Backend, Lanes>

  constructor(backends: readonly Backend[], settings: LaneSettings) {
    this.#lanes = new Map(backends.map(backend => [backend, new Lanes(backend, settings)]))
  }

  readonly carry: ExchangeSettings['carry'] = (exchange, backend, { alone }) =>
    this.#lanes.get(backend)?.place(exchange, alone)

  patrol(): void {
    for (const lanes of this.#lanes.values()) lanes.patrol()
  }
}
