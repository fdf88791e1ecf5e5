// Which exchange does a response answer? In HTTP/1.1 the order tells: responses come in the order of the requests on
// that connection (RFC 9112 §9.3.2), and a response that nobody has asked for is no response.

import { HttpError } from '../02-parse/http-error.ts'
import type { RequestHead } from '../02-parse/message.ts'
import type { Failure } from './exchange.ts'
import type { AddedFields } from './forwarding.ts'
import { NOTHING } from './outlet.ts'
import type { ResponseHead, UnownedHead } from './response-reader.ts'

/** An exchange as the connection that carries it sees it. */
export interface Carried {
  readonly request: RequestHead
  readonly added: AddedFields
  readonly requestComplete: boolean
  /** Nobody needs its answer any more. */
  readonly isOver: boolean
  receiveHead(head: ResponseHead): void
  /** @returns false where the client has no room for more until the connection is told to `resume` */
  receiveData(bytes: Buffer): boolean
  receiveEnd(): void
  failed(failure: Failure): void
  /** There is room again for its request's body. */
  onDrain: () => void
}

/** The exchanges that a connection owes an answer. */
export interface Awaiting {
  readonly size: number
  readonly oldest: Carried | undefined
  add(exchange: Carried): void
  /** @throws HttpError where the response answers nobody here */
  ownerOf(head: UnownedHead): Carried
  remove(exchange: Carried): void
  /** Takes all of them, oldest first. */
  takeAll(): Carried[]
}

/** What stays on a connection of an exchange that has gone elsewhere: its answer may still come, and is for nobody. */
export class Departed implements Carried {
  readonly request: RequestHead
  readonly added: AddedFields
  readonly requestComplete = true
  readonly isOver = true
  readonly receiveHead = NOTHING
  readonly receiveData = (): boolean => true
  readonly receiveEnd = NOTHING
  readonly failed = NOTHING
  onDrain = NOTHING

  constructor({ request, added }: Carried) {
    this.request = request
    this.added = added
  }
}

export class InOrder implements Awaiting {
  #exchanges: Carried[] = []

  get size(): number {
    return this.#exchanges.length
  }

  get oldest(): Carried | undefined {
    return this.#exchanges[0]
  }

  add(exchange: Carried): void {
    this.#exchanges.push(exchange)
  }

  ownerOf(): Carried {
    if (this.oldest === undefined) throw new HttpError(502, 'backend', 'a response came that answers no request')
    return this.oldest
  }

  remove(exchange: Carried): void {
    this.#exchanges = this.#exchanges.filter(each => each !== exchange)
  }

  takeAll(): Carried[] {
    const all = this.#exchanges
    this.#exchanges = []
    return all
  }
}
