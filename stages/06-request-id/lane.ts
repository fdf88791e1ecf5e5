// One backend connection as a lane: what has been put on it, and whether anything moves there. It is looked at now and then
// with the time in hand; it has no clock.

import type { Awaiting, Carried } from '../03-forward/awaiting.ts'
import type { BackendConnection } from '../03-forward/backend-connection.ts'
import { Exchange } from '../03-forward/exchange.ts'

/** A response may flow for so long before it counts as one that holds up those behind it. */
const LONG_MS = 1000

export class Lane {
  readonly connection: BackendConnection
  readonly dialledAt: number
  /** Carries one exchange that nobody may stand behind. */
  exclusive = false
  /** It is left to a slow exchange; behind it comes only what is thrown away, and then it can serve again. */
  isKept = false
  /** Exchanges that were put on it, ever. */
  taken = 0
  /** Of all choices of a lane to this backend, when it was chosen last: the first is 1. */
  chosen = 0
  /** Time of the event loop's turns in which something was owed here and nothing came, ms. Who chooses a lane keeps count. */
  stoodMs = 0
  /** Number of the last exchange that it took. */
  #newest = 0
  /** How many answers came between the last two looks, and whether anything did. */
  answers = 0
  heard = false
  #lastGlance = 0
  /** When it was last given something, or seen to be dialling or to owe something. */
  #lastUsed: number
  /** When it was last seen that something had come, or that nothing was owed. */
  #movedAt: number
  #progress = 0
  /** When it was last seen that a response had ended, or that none was owed. */
  #endedAt: number
  #answered = 0
  readonly #awaiting: Awaiting

  /** @param awaiting those to whom the connection owes an answer */
  constructor(connection: BackendConnection, awaiting: Awaiting, now: number) {
    this.connection = connection
    this.#awaiting = awaiting
    this.dialledAt = now
    this.#lastUsed = now
    this.#movedAt = now
    this.#endedAt = now
  }

  get isEmpty(): boolean {
    return this.connection.isOpen && this.connection.owed === 0
  }

  /**
   * Is nobody on it who came later? A client is answered in the order of its requests: an answer before its turn flows no further
   * than into what is held for it, and then stops its lane. If the one that is due stood behind it, neither would ever flow. With
   * all lanes in the order in which exchanges came, the oldest of all always can.
   */
  mayTake({ number }: Exchange): boolean {
    return this.connection.owed === 0 || number > this.#newest
  }

  /** False where nobody needs the exchange any more. */
  take(exchange: Exchange, exclusive: boolean, now: number): boolean {
    if (!this.connection.take(exchange)) return false
    this.exclusive = exclusive
    this.taken += 1
    this.#newest = exchange.number
    this.#lastUsed = now
    return true
  }

  /** Gives up who may be served sooner elsewhere than behind the one that is first here. */
  releaseOthers(): Exchange[] {
    const { connection } = this
    return connection.releaseOthers((exchange, first) => !connection.isPaused || !waitsAnyway(exchange, first))
  }

  /** Another turn of the event loop has begun, so long after the last. */
  glance(passedMs: number): void {
    const { owed, progress } = this.connection
    this.stoodMs = owed === 0 || progress > this.#lastGlance ? 0 : this.stoodMs + passedMs
    this.#lastGlance = progress
  }

  look(now: number): void {
    const { owed, progress, answered } = this.connection
    if (!this.isEmpty) this.#lastUsed = now
    if (owed === 0 || progress > this.#progress) this.#movedAt = now
    if (owed === 0 || answered > this.#answered) this.#endedAt = now
    this.answers = answered - this.#answered
    this.heard = progress > this.#progress
    this.#progress = progress
    this.#answered = answered
  }

  /** For how long those who wait here have waited in vain, as far as was seen: ms, 0 or less where things move. */
  standsMs(now: number): number {
    return Math.max(now - this.#movedAt, now - this.#endedAt - LONG_MS)
  }

  /** For how long the first here has waited for its answer to begin, on this lane and others: ms. */
  waitedMs(now: number): number {
    const { oldest } = this.#awaiting
    // Where there is a body the backend's time begins with its end: that is counted by the connection.
    if (!(oldest instanceof Exchange) || oldest.request.framing.type !== 'none') return 0
    return now - (oldest.since ?? now)
  }

  /** Is it of use to wait for it? */
  moves(now: number, stallMs: number): boolean {
    return this.connection.isOpen && this.standsMs(now) <= stallMs
  }

  /** For how long it has been open and owed nothing, as far as was seen. */
  idleMs(now: number): number {
    return this.isEmpty ? now - this.#lastUsed : 0
  }
}

/** Wherever it went, the same client would have no room for it before that one. */
function waitsAnyway(exchange: Exchange, first: Carried): boolean {
  return first instanceof Exchange && first.client === exchange.client && first.number < exchange.number
}
