// The access log: one line of JSON for each exchange, whatever became of it. What a line holds is decided here;
// where it goes and what time it is are parameters.

import type { Exchange } from '../03-forward/exchange.ts'
import type { Turn } from '../04-pipelining/turn.ts'
import { idIn } from './request-id.ts'

export class AccessLog {
  readonly #write: (line: string) => void
  readonly #now: () => number
  readonly #begunAt = new WeakMap<Exchange, number>()

  /** @param now ms, of any clock that never goes back */
  constructor(write: (line: string) => void, now: () => number) {
    this.#write = write
    this.#now = now
  }

  begun(exchange: Exchange): void {
    this.#begunAt.set(exchange, this.#now())
  }

  /** Status 0 stands for a client that left before it was told one. */
  over({ exchange, answer, client }: Pick<Turn, 'exchange' | 'answer' | 'client'>): void {
    const now = this.#now()
    const durationMs = now - (this.#begunAt.get(exchange) ?? now)
    const entry = {
      id: idIn(exchange.added),
      client: client.address,
      backend: exchange.lastBackend?.name ?? null,
      method: exchange.request.method,
      target: exchange.request.target,
      status: answer.status,
      bytes: answer.bodyBytes,
      duration_ms: Math.round(durationMs * 1000) / 1000,
    }
    this.#write(`${JSON.stringify(entry)}\n`)
  }
}
