// Which exchange does a response answer? Here its X-Request-ID says so: among all exchanges that wait on a connection
// it names one, and the body rules are those of that one's method, also where responses overtake each other.
//
// What order proves and what an id proves: HTTP/1.1 gives no other link than order (RFC 9112 §9.3.2), so a response
// without an id belongs to the oldest exchange. An id that nobody here waits for proves that the two ends no longer
// count the same; from there on no response on this connection can be trusted.

import { HttpError } from '../02-parse/http-error.ts'
import { valuesOf } from '../02-parse/message.ts'
import type { Awaiting } from '../03-forward/awaiting.ts'
import type { Exchange } from '../03-forward/exchange.ts'
import type { UnownedHead } from '../03-forward/response-reader.ts'
import { idIn, REQUEST_ID } from './request-id.ts'

export class Correlation implements Awaiting {
  /** By id, in the order in which they were sent: a Map keeps it. */
  readonly #exchanges = new Map<string, Exchange>()
  readonly #onEcho: (echoed: boolean) => void

  /** @param onEcho told at each response whether the backend sent the id back */
  constructor(onEcho: (echoed: boolean) => void) {
    this.#onEcho = onEcho
  }

  get size(): number {
    return this.#exchanges.size
  }

  get oldest(): Exchange | undefined {
    for (const exchange of this.#exchanges.values()) return exchange
    return undefined
  }

  add(exchange: Exchange): void {
    this.#exchanges.set(idIn(exchange.added), exchange)
  }

  ownerOf(head: UnownedHead): Exchange {
    const id = idOf(head)
    this.#onEcho(id !== undefined)
    const owner = id === undefined ? this.oldest : this.#exchanges.get(id)
    if (owner !== undefined) return owner
    throw new HttpError(502, 'backend', 'the backend is out of step: it answers what nobody here has asked')
  }

  remove(exchange: Exchange): void {
    this.#exchanges.delete(idIn(exchange.added))
  }

  takeAll(): Exchange[] {
    const all = [...this.#exchanges.values()]
    this.#exchanges.clear()
    return all
  }
}

/** @throws HttpError where two ids differ: whichever is right, somebody would get the wrong answer */
function idOf({ fields }: UnownedHead): string | undefined {
  // Equal ones may repeat: nginx sends what add_header adds twice on some error pages.
  const [id, ...others] = valuesOf(fields, REQUEST_ID).map(value => value.toLowerCase())
  if (others.every(other => other === id)) return id
  throw new HttpError(502, 'backend', 'the backend is out of step: one response bears two ids')
}
