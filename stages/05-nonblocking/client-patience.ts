// How long a client may take, for each of two things: a request, and the pause before the next. Nobody tells when
// either begins: whoever looks often enough sees what has not changed since he looked last.

import { HttpError } from '../02-parse/http-error.ts'
import type { ClientConnection } from '../04-pipelining/client-connection.ts'

export interface ClientTimes {
  /** For a whole request, from its first octet; on a new connection also for that first octet. */
  readonly requestMs: number
  /** Between requests. */
  readonly idleMs: number
}

type Watched = Pick<ClientConnection, 'phase' | 'requests' | 'refuse' | 'close'>

/** Watches one connection. */
export class ClientPatience {
  readonly #connection: Watched
  readonly #times: ClientTimes
  /** As it was seen when he looked last; its time begins with the first look, so that nobody is let go too early. */
  #phase: ClientConnection['phase'] | undefined
  #requests = 0
  #since = 0

  constructor(connection: Watched, times: ClientTimes) {
    this.#connection = connection
    this.#times = times
  }

  /** Looks, and acts where the client has taken too long. */
  look(now: number): void {
    const { phase, requests } = this.#connection
    if (phase !== this.#phase || requests !== this.#requests) {
      this.#phase = phase
      this.#requests = requests
      this.#since = now
    } else if (now - this.#since > this.#allowedMs()) this.#lose()
  }

  #allowedMs(): number {
    const { requestMs, idleMs } = this.#times
    if (this.#phase === 'request') return requestMs
    if (this.#phase === 'idle') return this.#requests === 0 ? requestMs : idleMs
    // It waits for us, or is gone: it owes nothing.
    return Number.POSITIVE_INFINITY
  }

  // Who has said nothing is not told anything either (RFC 9112 §9.5 asks for no more than a close).
  #lose(): void {
    // SOLUTION The client has taken too long: close, or refuse what it has begun to say with a 408.
    if (this.#phase === 'idle') return this.#connection.close()
    const { requestMs } = this.#times
    this.#connection.refuse(new HttpError(408, 'client', `the request was not complete within ${requestMs} ms`))
    // END SOLUTION
  }
}
