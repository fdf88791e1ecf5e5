// Which exchange does a response answer? In HTTP/1.1 the order tells: responses come in the order of the requests on
// that connection (RFC 9112 §9.3.2), and a response that nobody has asked for is no response.

import { HttpError } from '../02-parse/http-error.ts'
import type { RequestHead } from '../02-parse/message.ts'
import type { AddedFields } from './forwarding.ts'
import { NOTHING } from './outlet.ts'
import type { ResponseSink, UnownedHead } from './response-reader.ts'

/** What is known of an attempt that came to nothing. */
export interface Failure {
  readonly error: HttpError
  /** The backend was never reached: nothing can have happened there. */
  readonly unsent: boolean
  /** Some of the response had come. */
  readonly begun: boolean
  /**
   * The connection ended for reasons that need not be this request's: it had served others and was closed behind them
   * (RFC 9112 §9.3.1), or another exchange on it went wrong.
   */
  readonly incidental: boolean
}

/** An exchange as the connection that carries it sees it. */
export interface Carried extends ResponseSink {
  readonly request: RequestHead
  readonly added: AddedFields
  readonly requestComplete: boolean
  /** Nobody needs its answer any more. */
  readonly isOver: boolean
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
  /** The oldest of which `isIt` says so. */
  find(isIt: (exchange: Carried) => boolean): Carried | undefined
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

  ownerOf(_head: UnownedHead): Carried {
    if (this.oldest === undefined) throw new HttpError(502, 'backend', 'a response came that answers no request')
    return this.oldest
  }

  remove(exchange: Carried): void {
    if (exchange === this.oldest) this.#exchanges.shift()
    else this.#exchanges = this.#exchanges.filter(each => each !== exchange)
  }

  find(isIt: (exchange: Carried) => boolean): Carried | undefined {
    return this.#exchanges.find(isIt)
  }

  takeAll(): Carried[] {
    const all = this.#exchanges
    this.#exchanges = []
    return all
  }
}
