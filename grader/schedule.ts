// Which check is made next. Starting a program costs more than most checks, so a check whose world is running and idle comes
// before one for which a program must be started. Knows no clock, starts nothing.
import type { Check } from './check.ts'
import { toWorldKey, USUAL_WORLD, type WorldOptions } from './lab/world-options.ts'
import type { CheckResult, StageNumber } from './result.ts'

export interface Task {
  readonly check: Check
  readonly stage: StageNumber
  /** Made before all that are not, whatever it costs. */
  readonly isUrgent: boolean
}

/** What runs of a world at this moment: one that nobody uses, only ones that are in use, or none. */
export type Running = 'idle' | 'busy' | 'none'

export type AskRunning = (stage: StageNumber, options: WorldOptions) => Running

// Where nobody has the world yet, a first one comes before a second of what others have.
const RANKS: Readonly<Record<Running, number>> = { idle: 0, none: 1, busy: 2 }
const BEFORE_ALL = -10

export class Schedule<Each extends Task> {
  /** In the order that was asked for. */
  readonly #left: Set<Each>
  readonly #byKey: ReadonlyMap<string, Each>
  readonly #results = new Map<Task, CheckResult>()
  readonly #running: AskRunning
  #urgent: number

  /** A check that must be made first, because another needs it, stands before that one. */
  constructor(tasks: readonly Each[], running: AskRunning) {
    this.#left = new Set(tasks)
    this.#byKey = new Map(tasks.map(task => [keyOf(task.stage, task.check.id), task]))
    this.#running = running
    this.#urgent = tasks.filter(({ isUrgent }) => isUrgent).length
  }

  /**
   * Takes the task that is to be made now. Undefined where none is left, and where all that are left need one that is being
   * made: then ask again when that is done.
   */
  take(): Each | undefined {
    let best: Each | undefined
    let bestRank = Number.POSITIVE_INFINITY
    const unbeaten = RANKS.idle + (this.#urgent > 0 ? BEFORE_ALL : 0)
    for (const task of this.#left) {
      const rank = this.#rank(task)
      if (rank >= bestRank || !this.#isReady(task)) continue
      best = task
      bestRank = rank
      if (rank === unbeaten) break
    }
    if (best === undefined) return undefined
    this.#left.delete(best)
    if (best.isUrgent) this.#urgent -= 1
    return best
  }

  get isEmpty(): boolean {
    return this.#left.size === 0
  }

  done(task: Each, result: CheckResult): void {
    this.#results.set(task, result)
  }

  resultOf(task: Each): CheckResult | undefined {
    return this.#results.get(task)
  }

  get results(): readonly CheckResult[] {
    return [...this.#results.values()]
  }

  /** Will a check want such a world? */
  isWanted(stage: StageNumber, options: WorldOptions): boolean {
    const key = toWorldKey(options)
    for (const { check, stage: its } of this.#left)
      if (its === stage && !check.world?.own && toWorldKey(check.world ?? USUAL_WORLD) === key) return true
    return false
  }

  /** A sentence that names the check without which this one says nothing new. */
  missingNeed(task: Each): string | undefined {
    for (const needed of this.#needsOf(task)) {
      const verdict = this.#results.get(needed)?.verdict
      if (verdict !== undefined && verdict !== 'passed') return `needs ${needed.check.id}, which is ${verdict}`
    }
    return undefined
  }

  /** Those that bind here and were chosen: others do not stand in the way. */
  #needsOf({ check, stage }: Each): Each[] {
    return (check.needs ?? []).map(id => this.#byKey.get(keyOf(stage, id))).filter(needed => needed !== undefined)
  }

  #isReady(task: Each): boolean {
    return this.#needsOf(task).every(needed => this.#results.has(needed))
  }

  #rank({ check, stage, isUrgent }: Each): number {
    const rank = RANKS[check.world?.own ? 'none' : this.#running(stage, check.world ?? USUAL_WORLD)]
    return isUrgent ? BEFORE_ALL + rank : rank
  }
}

function keyOf(stage: StageNumber, id: string): string {
  return `${stage} ${id}`
}
