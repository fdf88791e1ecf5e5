// Which backends are well, judged by how attempts at them went. One that fails some times in a row rests for a while,
// then it is tried again. No clock, no socket: outcomes and times come in.

import type { Backend, Strategy } from '../03-forward/balancer.ts'

/** Who found out: an exchange of a client, or a probe. One does not excuse the failures that the other has seen. */
export type Witness = 'exchange' | 'probe'

interface Record {
  readonly failures: { [witness in Witness]: number }
  restsUntil: number
}

export class BackendHealth {
  readonly #failAfter: number
  readonly #restMs: number
  readonly #now: () => number
  readonly #records = new Map<Backend, Record>()
  /** Nobody rests after this time; most of the time nobody does. */
  #someoneRestsUntil = Number.NEGATIVE_INFINITY

  constructor({ failAfter, restMs }: { failAfter: number; restMs: number }, now: () => number) {
    this.#failAfter = failAfter
    this.#restMs = restMs
    this.#now = now
  }

  report(backend: Backend, outcome: 'answered' | 'failed', witness: Witness = 'exchange'): void {
    // SOLUTION Count the failures in a row, and send a backend that has failed too often to rest.
    const record = this.#recordOf(backend)
    if (outcome === 'answered') {
      record.failures[witness] = 0
      return
    }
    record.failures[witness] += 1
    if (record.failures[witness] < this.#failAfter) return
    // Behind its rest one more failure is enough to send it back.
    record.failures[witness] = this.#failAfter - 1
    record.restsUntil = this.#now() + this.#restMs
    this.#someoneRestsUntil = Math.max(this.#someoneRestsUntil, record.restsUntil)
    // END SOLUTION
  }

  isWell(backend: Backend): boolean {
    return this.#recordOf(backend).restsUntil <= this.#now()
  }

  /**
   * A strategy that passes over those that rest. Where all rest, all are tried, as nginx does: an error is certain if
   * nobody is asked, and the first to recover is found at once.
   */
  among(strategy: Strategy): Strategy {
    return () => {
      const candidates = strategy()
      if (this.#someoneRestsUntil <= this.#now()) return candidates
      const well = candidates.filter(backend => this.isWell(backend))
      return well.length > 0 ? well : candidates
    }
  }

  #recordOf(backend: Backend): Record {
    let record = this.#records.get(backend)
    if (record === undefined) {
      record = { failures: { exchange: 0, probe: 0 }, restsUntil: Number.NEGATIVE_INFINITY }
      this.#records.set(backend, record)
    }
    return record
  }
}
