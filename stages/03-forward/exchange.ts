// One request and its answer, whichever backends it takes. An exchange picks the backend, holds what the client sends
// until a connection is there, and when that connection fails decides: try again, or tell the client.
// It opens no socket and reads no clock: who carries it is a parameter.

import { HttpError } from '../02-parse/http-error.ts'
import type { RequestHead } from '../02-parse/message.ts'
import { CHUNK_END, chunkStart, LAST_CHUNK } from '../02-parse/message-writer.ts'
import type { Recipient } from './answer.ts'
import type { Carried, Failure } from './awaiting.ts'
import type { Backend, Strategy } from './balancer.ts'
import { type AddedFields, toBackendHead } from './forwarding.ts'
import { NOTHING } from './outlet.ts'
import type { ResponseHead } from './response-reader.ts'

export interface Attempt {
  /** Not over a connection that has served others: it may be about to close. */
  readonly fresh: boolean
  /** Twice already it went down with others, so it is asked for where there are none: now it will be known who is to blame. */
  readonly alone: boolean
}

/** Whose request it is: the same object for all requests of one connection. */
export interface Client {
  readonly address: string
}

/** A connection as an exchange sees it. */
export interface Carriage {
  /** @returns false where there is no room for more until the exchange's `onDrain` is called */
  send(piece: string | Buffer): boolean
  /** The client has room again for what this connection has been holding back. */
  resume(): void
  /** Nobody waits for the answer any more. */
  abandon(exchange: Exchange): void
}

/** The parameters by which later stages change what an exchange does. */
export interface ExchangeSettings {
  readonly strategy: Strategy
  /** Brings the exchange to that backend: calls `attach` once there is a connection, else `failed`. */
  readonly carry: (exchange: Exchange, backend: Backend, attempt: Attempt) => void
  /** May the request be sent once more after this failure? */
  readonly mayRepeat: (request: RequestHead, failure: Failure) => boolean
  /** How an attempt at a backend went, as far as the backend is to blame. */
  readonly onOutcome: (backend: Backend, outcome: 'answered' | 'failed') => void
  /** How much of a body may wait for a connection before the client is told to wait. */
  readonly holdBytes: number
}

const FIRST_ATTEMPT: Attempt = { fresh: false, alone: false }

/** More connections than this ended under one request by chance: then it is not chance. */
const MAX_INCIDENTS = 20

let begun = 0

export class Exchange implements Carried {
  /** Of all exchanges, which it is: one that began later has a larger number. */
  readonly number = ++begun
  readonly request: RequestHead
  readonly client: Client
  readonly added: AddedFields
  readonly #recipient: Recipient
  readonly #settings: ExchangeSettings
  readonly #candidates: readonly Backend[]
  #attempts = 0
  /** Whose open exchange this is. */
  #backend: Backend | undefined
  #carriage: Carriage | undefined
  /** Pieces of the request's body, framed, that no connection has taken yet. */
  #held: (string | Buffer)[] | undefined
  #heldBytes = 0
  #bodySent = false
  #incidents = 0
  #ended = false
  /** Since when it waits for this backend to begin: ms, on the clock of whoever carries it there, where that is counted. */
  since: number | undefined
  /** The backend that was asked last, once it is no longer open there. */
  lastBackend: Backend | undefined
  /** The whole request has come from the client. */
  requestComplete: boolean
  /** Called when `sendData` has answered false and there is room again. */
  onDrain: () => void = NOTHING

  constructor(
    request: RequestHead,
    client: Client,
    recipient: Recipient,
    settings: ExchangeSettings,
    added: AddedFields = [],
  ) {
    this.request = request
    this.added = added
    this.client = client
    this.#recipient = recipient
    this.#settings = settings
    this.#candidates = settings.strategy()
    this.requestComplete = request.framing.type === 'none'
  }

  /** Sets out for the first candidate. */
  start(): void {
    this.#tryBackend(this.#candidates[this.#attempts], false)
  }

  /** Answered whole, failed or abandoned: what still comes is for nobody. */
  get isOver(): boolean {
    return this.#ended
  }

  // From the client.

  sendData(bytes: Buffer): boolean {
    if (this.request.framing.type !== 'chunked') return this.#send(bytes)
    this.#send(chunkStart(bytes.length))
    this.#send(bytes)
    return this.#send(CHUNK_END)
  }

  sendEnd(): void {
    this.requestComplete = true
    if (this.request.framing.type === 'chunked') this.#send(LAST_CHUNK)
  }

  /** The client has gone. */
  abandon(): void {
    if (this.#ended) return
    this.#leaveBackend()
    this.#ended = true
    this.#carriage?.abandon(this)
  }

  #send(piece: string | Buffer): boolean {
    if (this.#ended) return true
    if (this.#carriage !== undefined) {
      this.#bodySent = true
      return this.#carriage.send(piece)
    }
    this.#held ??= []
    this.#held.push(piece)
    this.#heldBytes += piece.length
    return this.#heldBytes < this.#settings.holdBytes
  }

  // From whoever carries it.

  /** A connection is there: head and held body go out. The answer is false where nobody needs it any more. */
  attach(carriage: Carriage, backend: Backend): boolean {
    if (this.#ended) return false
    this.#carriage = carriage
    carriage.send(this.#headFor(backend))
    let room = true
    for (const piece of this.#held ?? []) room = this.#send(piece)
    // Not at once: it is just being taken, and what the client sends next, perhaps a next request, comes behind that.
    if (this.#held !== undefined && room) queueMicrotask(() => this.onDrain())
    this.#held = undefined
    this.#heldBytes = 0
    return true
  }

  receiveHead(head: ResponseHead): void {
    if (this.#backend === undefined) return
    this.since = undefined
    this.#settings.onOutcome(this.#backend, 'answered')
    this.#recipient.receiveHead(head)
  }

  receiveData(bytes: Buffer): boolean {
    if (this.#ended || this.#recipient.receiveData(bytes)) return true
    this.#recipient.onDrain = () => this.#carriage?.resume()
    return false
  }

  receiveEnd(): void {
    if (this.#ended) return
    this.#leaveBackend()
    this.#ended = true
    this.#recipient.receiveEnd()
  }

  /** The connection that carries it is wanted for somebody else: the same backend is asked over another. */
  moveOn(): void {
    this.#carriage = undefined
    if (this.#backend !== undefined) this.#settings.carry(this, this.#backend, { fresh: true, alone: false })
  }

  /** This attempt came to nothing. */
  failed(failure: Failure): void {
    // SOLUTION An attempt came to nothing: leave the backend, then try the next one, or tell the client.
    if (this.#ended) return
    this.#carriage = undefined
    const backend = this.#leaveBackend()
    if (backend !== undefined && !failure.incidental) this.#settings.onOutcome(backend, 'failed')
    if (!this.#mayTryAgain(failure)) return this.fail(failure.error)
    // What was no fair attempt does not count as one: the same backend is asked again, over a new connection.
    const again = failure.incidental && this.#incidents++ < MAX_INCIDENTS
    this.#tryBackend(again ? backend : this.#candidates[this.#attempts], again, failure.error)
    // END SOLUTION
  }

  /** Ends the exchange with an error for the client. */
  fail(error: HttpError): void {
    if (this.#ended) return
    this.abandon()
    this.#recipient.fail(error)
  }

  #mayTryAgain(failure: Failure): boolean {
    // What has been passed on is not kept, so it cannot be sent a second time.
    if (this.#bodySent) return false
    return failure.unsent || (!failure.begun && this.#settings.mayRepeat(this.request, failure))
  }

  #tryBackend(backend: Backend | undefined, fresh: boolean, lastError?: HttpError): void {
    if (backend === undefined) return this.fail(lastError ?? new HttpError(503, 'proxy', 'no backend is available'))
    if (!fresh) {
      this.#attempts += 1
      this.since = undefined
    }
    this.#backend = backend
    backend.openExchanges += 1
    const alone = this.#incidents > 1
    this.#settings.carry(this, backend, fresh || alone ? { fresh, alone } : FIRST_ATTEMPT)
  }

  /** The one place where a backend's count goes down, whatever the end is. */
  #leaveBackend(): Backend | undefined {
    const backend = this.#backend
    if (backend === undefined) return undefined
    backend.openExchanges -= 1
    this.lastBackend = backend
    this.#backend = undefined
    return backend
  }

  #headFor(backend: Backend): string {
    const context = { clientAddress: this.client.address, backendName: backend.name, added: this.added }
    return toBackendHead(this.request, context)
  }
}
