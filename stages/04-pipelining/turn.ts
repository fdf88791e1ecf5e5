// One request of a client from its head to the end of its answer: the exchange, the answer, and the slot in which the
// answer stands. It knows when all three are over, and whether the connection may go on behind them.

import type { RequestHead } from '../02-parse/message.ts'
import { Answer, type AnswerHost } from '../03-forward/answer.ts'
import { type Client, Exchange, type ExchangeSettings } from '../03-forward/exchange.ts'
import type { AddedFields } from '../03-forward/forwarding.ts'
import type { Occupant, Slot } from './response-queue.ts'
import { persists } from './reuse.ts'

export interface TurnSettings {
  readonly exchange: ExchangeSettings
  /** Fields that the proxy adds to both heads of an exchange, or to its own reply to what is no request. */
  readonly newFields: () => AddedFields
  /** An exchange is over, whether or not the client has had its answer. */
  readonly onExchangeOver: (turn: Turn) => void
}

/** Whose turn it is. */
export interface TurnTaker extends Client {
  /** It is to close as soon as nothing is open. */
  readonly isStopping: boolean
}

export class Turn implements AnswerHost, Occupant {
  readonly client: TurnTaker
  readonly answer: Answer
  readonly exchange: Exchange
  readonly #slot: Slot
  readonly #settings: TurnSettings

  constructor(client: TurnTaker, head: RequestHead, slot: Slot, settings: TurnSettings) {
    const added = settings.newFields()
    this.client = client
    this.#slot = slot
    this.#settings = settings
    this.answer = new Answer(head, slot, this, added)
    this.exchange = new Exchange(head, client, this.answer, settings.exchange, added)
    slot.occupant = this
  }

  // A request of which the rest is still to come cannot be followed by another, once its answer has been given.
  mayPersist(): boolean {
    if (!this.exchange.requestComplete || !persists(this.exchange.request)) return false
    // Behind this one others may stand that were open when the stop was asked for.
    return !this.client.isStopping || !this.#slot.isBack
  }

  answered(lives: boolean): void {
    this.#slot.occupant = undefined
    this.#settings.onExchangeOver(this)
    this.#slot.isLast = !lives
    this.#slot.end()
  }

  /** The client's connection is gone, and with it everybody's slot. */
  dropped(): void {
    this.exchange.abandon()
    this.#settings.onExchangeOver(this)
  }
}
