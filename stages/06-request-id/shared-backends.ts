// All backends, each with its lanes: how an exchange gets its connection in stage 6.

import type { Backend } from '../03-forward/balancer.ts'
import type { ExchangeSettings } from '../03-forward/exchange.ts'
import { type LaneSettings, Lanes } from './lanes.ts'
import { LoopTime } from './loop-time.ts'

export class SharedBackends {
  readonly #lanes: ReadonlyMap<Backend, Lanes>

  readonly #time: LoopTime

  /** @param now ms, on the clock of `patrol` */
  constructor(backends: readonly Backend[], settings: Omit<LaneSettings, 'now'>, now: number) {
    const time = new LoopTime(now)
    this.#time = time
    this.#lanes = new Map(backends.map(backend => [backend, new Lanes(backend, { ...settings, now: () => time.now })]))
  }

  readonly carry: ExchangeSettings['carry'] = (exchange, backend, { alone }) =>
    this.#lanes.get(backend)?.place(exchange, alone)

  /** To be called at every tick. */
  patrol(now: number): void {
    this.#time.look(now)
    for (const lanes of this.#lanes.values()) lanes.patrol()
  }
}
