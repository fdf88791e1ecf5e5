// How long a backend takes for an answer, and whether it would be sooner with a connection to itself. Behind others on a lane
// an exchange waits for all of theirs; where each takes long, as behind a program that does one thing at a time on each
// connection, sharing costs more than it saves. Where the backend is busy as a whole more connections help nobody: so this is
// not guessed but tried, with one exchange now and then.

import type { Exchange } from '../03-forward/exchange.ts'
import type { Lane } from './lane.ts'

/** Of what was seen before the last tick, so much still counts. */
const KEPT = 0.95
/** To wait longer behind others may be worth a connection. */
const LONG_WAIT_MS = 25
/** What is answered so fast shares, however many wait. */
const SLOW_MS = 10
/** Alone it takes no longer than one of many on a lane, but for so much: then it is each connection that is slow. */
const AS_LONG = 1.5
/** It must have been so as often in a row. */
const PROOFS = 4
/** What has brought nothing is not tried again for so long. */
const REST_MS = 10_000
/** Of the mean of what exchanges take alone, the weight of the last. */
const LAST = 1 / 8

interface Trial {
  readonly exchange: Exchange
  readonly begunMs: number
  /** Once it is on one. */
  lane?: Lane
}

export class ServiceTime {
  readonly #clock: () => number
  #lastTick = 0
  /** For how long shared lanes have owed answers, all together, and how many came. */
  #owedMs = 0
  #answers = 0
  #perAnswerMs = 0
  /** Mean of what exchanges take alone. */
  #aloneMs = 0
  #proofs = 0
  #restsUntil = 0
  #trial: Trial | undefined

  /** @param clock ms, exact */
  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** Is everybody answered sooner on a connection of his own? */
  get isSoonerAlone(): boolean {
    return this.#proofs >= PROOFS
  }

  /** To be called at every tick, when lanes have been looked at. */
  tick(lanes: readonly Lane[], now: number): void {
    const passedMs = now - this.#lastTick
    this.#lastTick = now
    this.#owedMs *= KEPT
    this.#answers *= KEPT
    for (const { exclusive, connection, answers } of lanes) {
      // Where the client has no room it is not the backend that is slow.
      if (exclusive || connection.isPaused) continue
      if (connection.owed > 0) this.#owedMs += passedMs
      this.#answers += answers
    }
    this.#perAnswerMs = this.#owedMs / Math.max(1, this.#answers)
    // A trial of which the client has no room, or has gone, says nothing of the backend either.
    if (this.#trial?.exchange.isOver || this.#trial?.lane?.connection.isPaused) this.#trial = undefined
  }

  /** Is it worth a try whether one that would stand behind so many is answered sooner alone? */
  wantsTrial(owed: number): boolean {
    if (this.#perAnswerMs < SLOW_MS || owed * this.#perAnswerMs < LONG_WAIT_MS || this.#trial !== undefined)
      return false
    return this.#clock() > this.#restsUntil
  }

  /** More connections have brought nothing: it is the backend as a whole that is slow. */
  wasOfNoUse(): void {
    this.#proofs = 0
    this.#restsUntil = this.#clock() + REST_MS
  }

  /** That exchange is tried. */
  begin(exchange: Exchange): void {
    this.#trial = { exchange, begunMs: this.#clock() }
  }

  /** The exchange has come on that lane. */
  put(exchange: Exchange, lane: Lane): void {
    if (this.isSoonerAlone && this.#trial === undefined && exchange.request.framing.type === 'none')
      this.begin(exchange)
    if (this.#trial?.exchange === exchange) this.#trial.lane = lane
  }

  /** The lane has been answered on. */
  answered(lane: Lane): void {
    if (this.#trial?.lane !== lane) return
    const { begunMs } = this.#trial
    this.#trial = undefined
    this.#sawAlone(this.#clock() - begunMs)
  }

  #sawAlone(tookMs: number): void {
    if (!this.isSoonerAlone) {
      this.#proofs = tookMs < AS_LONG * this.#perAnswerMs ? this.#proofs + 1 : 0
      this.#aloneMs = tookMs
      return
    }
    this.#aloneMs += LAST * (tookMs - this.#aloneMs)
    // Half of what makes it slow, or it would go to and fro.
    if (this.#aloneMs < SLOW_MS / 2) this.#proofs = 0
  }
}
