// Which exchange does a response answer? In HTTP/1.1 the order tells: responses come in the order of the requests on
// that connection (RFC 9112 §9.3.2), and a response that nobody has asked for is no response.

import { HttpError } from '../02-parse/http-error.ts'
import type { Exchange } from './exchange.ts'
import type { UnownedHead } from './response-reader.ts'

/** The exchanges that a connection owes an answer. */
export interface Awaiting {
  readonly size: number
  readonly oldest: Exchange | undefined
  add(exchange: Exchange): void
  /** @throws HttpError where the response answers nobody here */
  ownerOf(head: UnownedHead): Exchange
  remove(exchange: Exchange): void
  /** Takes all of them, oldest first. */
  takeAll(): Exchange[]
}

export class InOrder implements Awaiting {
  #exchanges: Exchange[] = []

  get size(): number {
    return this.#exchanges.length
  }

  get oldest(): Exchange | undefined {
    return this.#exchanges[0]
  }

  add(exchange: Exchange): void {
    this.#exchanges.push(exchange)
  }

  ownerOf(): Exchange {
    if (this.oldest === undefined) throw new HttpError(502, 'backend', 'a response came that answers no request')
    return this.oldest
  }

  remove(exchange: Exchange): void {
    this.#exchanges = this.#exchanges.filter(each => each !== exchange)
  }

  takeAll(): Exchange[] {
    const all = this.#exchanges
    this.#exchanges = []
    return all
  }
}
