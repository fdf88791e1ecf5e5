// Exchanges that wait for a lane, in the order in which they began. There are two lines: who needs a lane to himself waits for
// an empty one, and must not keep those waiting who would share.

import type { Exchange } from '../03-forward/exchange.ts'

interface Waiting {
  readonly exchange: Exchange
  /** ms */
  readonly since: number
}

export class WaitingLine {
  readonly #toShare: Waiting[] = []
  readonly #toBeAlone: Waiting[] = []

  get isEmpty(): boolean {
    return this.#toShare.length === 0 && this.#toBeAlone.length === 0
  }

  get toShare(): number {
    return this.#toShare.length
  }

  get toBeAlone(): number {
    return this.#toBeAlone.length
  }

  add(exchange: Exchange, shares: boolean, now: number): void {
    const line = shares ? this.#toShare : this.#toBeAlone
    // Who comes from another lane came before most others.
    const before = line.findLastIndex(other => other.exchange.number < exchange.number)
    line.splice(before + 1, 0, { exchange, since: now })
  }

  /** Who may share is another question now. They begin to wait anew, for something else. */
  regroup(mayShare: (exchange: Exchange) => boolean, now: number): void {
    for (const { exchange } of [...this.#toShare.splice(0), ...this.#toBeAlone.splice(0)])
      this.add(exchange, mayShare(exchange), now)
  }

  /** Since when the first has waited that is still needed; undefined where nobody waits. */
  get since(): number | undefined {
    const firsts = [this.#toShare, this.#toBeAlone].map(line => line.find(({ exchange }) => !exchange.isOver)?.since)
    return firsts.reduce((one, other) => (one === undefined || (other !== undefined && other < one) ? other : one))
  }

  /** Lets them go, each line from its front, until `place` has no room for the one that is first. */
  letGo(place: (exchange: Exchange) => boolean): void {
    for (const line of [this.#toShare, this.#toBeAlone]) {
      for (let [first] = line; first !== undefined; [first] = line) {
        if (!first.exchange.isOver && !place(first.exchange)) break
        line.shift()
      }
    }
  }

  /** Takes out the first. */
  takeFirst(): Exchange[] {
    const first = this.#toShare.shift() ?? this.#toBeAlone.shift()
    return first === undefined ? [] : [first.exchange]
  }

  /** Takes out all of whom `isOut` says so. */
  takeThose(isOut: (exchange: Exchange, since: number) => boolean): Exchange[] {
    const taken: Exchange[] = []
    for (const line of [this.#toShare, this.#toBeAlone]) {
      for (const one of line.splice(0)) {
        if (isOut(one.exchange, one.since)) taken.push(one.exchange)
        else line.push(one)
      }
    }
    return taken
  }
}
