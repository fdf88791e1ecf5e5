// The lanes to one backend: those that take exchanges, those that take nothing more, and which of them are beyond the usual.

import type { Exchange } from '../03-forward/exchange.ts'
import type { Lane } from './lane.ts'

/** What the first lane beyond the usual ones is given to show that it is of use. */
const TRIAL_MS = 200

export class LaneSet {
  /** Open or being dialled. The first few are shared. */
  taking: readonly Lane[] = []
  /** They take nothing more. */
  readonly #leaving = new Set<Lane>()
  /** Dialled while all usual ones stood, and given up when they move again. */
  readonly #extra = new Set<Lane>()
  /** Number of the newest exchange that was put on any of them. */
  #newest = 0

  get count(): number {
    return this.taking.length + this.#leaving.size
  }

  /** Those that take nothing more may yet carry more than one. */
  get all(): Lane[] {
    return [...this.taking, ...this.#leaving]
  }

  /** How many are being dialled. */
  get dialling(): number {
    return this.taking.filter(({ connection }) => !connection.isOpen).length
  }

  /** How many owe an answer. */
  get busy(): number {
    return this.all.filter(({ connection }) => connection.owed > 0).length
  }

  /** Is there one that takes exchanges now? */
  get isAnyOpen(): boolean {
    return this.taking.some(({ connection }) => connection.isOpen)
  }

  /** One that owes nothing, as long as possible not of those that are shared. */
  get empty(): Lane | undefined {
    return this.taking.findLast(lane => lane.isEmpty)
  }

  /** Those on which nobody came later than that exchange. */
  openTo(exchange: Exchange): readonly Lane[] {
    return exchange.number > this.#newest ? this.taking : this.taking.filter(lane => lane.mayTake(exchange))
  }

  took({ number }: Exchange): void {
    this.#newest = Math.max(this.#newest, number)
  }

  add(lane: Lane, isExtra: boolean): void {
    if (isExtra) this.#extra.add(lane)
    this.taking = [...this.taking, lane]
  }

  isExtra(lane: Lane): boolean {
    return this.#extra.has(lane)
  }

  isLeaving(lane: Lane): boolean {
    return this.#leaving.has(lane)
  }

  /** It takes nothing more. */
  leave(lane: Lane): void {
    this.taking = this.taking.filter(each => each !== lane)
    this.#leaving.add(lane)
  }

  comeBack(lane: Lane): void {
    this.#leaving.delete(lane)
    this.taking = [...this.taking, lane]
  }

  remove(lane: Lane): void {
    this.taking = this.taking.filter(each => each !== lane)
    this.#leaving.delete(lane)
    this.#extra.delete(lane)
  }

  /**
   * Would another one be of use, where all stand? Where the whole backend is slow it would not: so the first of the extra ones has
   * to be answered on, or to have been given its time, before the next. The more of them stand like the usual ones, the surer it is
   * that single answers are slow and not the backend, and the less time each is given.
   */
  isAnotherOfUse(now: number): boolean {
    let trialMs = TRIAL_MS
    let triedMs = Number.POSITIVE_INFINITY
    for (const { connection, dialledAt } of this.#extra) {
      if (connection.answered > 0) continue
      triedMs = now - dialledAt
      trialMs /= 2
    }
    return triedMs > 2 * trialMs
  }
}
