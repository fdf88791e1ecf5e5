// Which check is made next. Starting a program costs more than most checks, so a check whose world is running and idle comes
// before one for which a program must be started. Checks that share a world are made one after the other, so the world that
// most of them want is started first: begun late, its row would be what all others wait for. Knows no clock, starts nothing.
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

export interface MissingNeed {
  readonly verdict: 'skipped' | 'undecided'
  readonly reason: string
}

export type AskRunning = (stage: StageNumber, options: WorldOptions) => Running

// In starts of a program. Where nobody has the world yet, a first one, whose start all that want it share, comes before a
// second of what others have.
const COST_OF_IDLE = 0
const COST_OF_SECOND = 2
const BEFORE_ALL = -10

export class Schedule<Each extends Task> {
  /** In the order that was asked for. */
  readonly #left: Set<Each>
  readonly #byKey: ReadonlyMap<string, Each>
  readonly #results = new Map<Task, CheckResult>()
  readonly #running: AskRunning
  /** How many of those that are left want it, by world. */
  readonly #wanted = new Map<string, number>()
  #urgent: number

  /** A check that must be made first, because another needs it, stands before that one. */
  constructor(tasks: readonly Each[], running: AskRunning) {
    this.#left = new Set(tasks)
    this.#byKey = new Map(tasks.map(task => [keyOf(task.stage, task.check.id), task]))
    this.#running = running
    this.#urgent = tasks.filter(({ isUrgent }) => isUrgent).length
    for (const { stage, check } of tasks) if (!check.world?.own) this.#count(stage, check.world ?? USUAL_WORLD, 1)
  }

  /**
   * Takes the task that is to be made now. Undefined where none is left, and where all that are left need one that is being
   * made: then ask again when that is done.
   */
  take(): Each | undefined {
    let best: Each | undefined
    let least = Number.POSITIVE_INFINITY
    const unbeaten = COST_OF_IDLE + (this.#urgent > 0 ? BEFORE_ALL : 0)
    for (const task of this.#left) {
      const cost = this.#costOf(task)
      if (cost >= least || !this.#isReady(task)) continue
      best = task
      least = cost
      if (cost === unbeaten) break
    }
    if (best === undefined) return undefined
    const { stage, check } = best
    this.#left.delete(best)
    if (!check.world?.own) this.#count(stage, check.world ?? USUAL_WORLD, -1)
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
    return this.#wantedBy(stage, options) > 0
  }

  /**
   * Names the check without which this one says nothing new. Where the lab could not judge that one, it cannot judge this one
   * either: what costs no points there must cost none here.
   */
  missingNeed(task: Each): MissingNeed | undefined {
    const missing = this.#needsOf(task).flatMap(needed => {
      const verdict = this.#results.get(needed)?.verdict
      if (verdict === undefined || verdict === 'passed') return []
      const reason = `needs ${needed.check.id}, which is ${verdict}`
      return [{ verdict: verdict === 'undecided' ? ('undecided' as const) : ('skipped' as const), reason }]
    })
    return missing.find(({ verdict }) => verdict === 'skipped') ?? missing[0]
  }

  /** Those that bind here and were chosen: others do not stand in the way. */
  #needsOf({ check, stage }: Each): Each[] {
    return (check.needs ?? []).map(id => this.#byKey.get(keyOf(stage, id))).filter(needed => needed !== undefined)
  }

  #isReady(task: Each): boolean {
    return this.#needsOf(task).every(needed => this.#results.has(needed))
  }

  #costOf({ check, stage, isUrgent }: Each): number {
    const cost = check.world?.own ? 1 : this.#costOfWorld(stage, check.world ?? USUAL_WORLD)
    return isUrgent ? BEFORE_ALL + cost : cost
  }

  #costOfWorld(stage: StageNumber, options: WorldOptions): number {
    const running = this.#running(stage, options)
    if (running === 'idle') return COST_OF_IDLE
    return running === 'busy' ? COST_OF_SECOND : 1 / this.#wantedBy(stage, options)
  }

  #wantedBy(stage: StageNumber, options: WorldOptions): number {
    return this.#wanted.get(keyOf(stage, toWorldKey(options))) ?? 0
  }

  #count(stage: StageNumber, options: WorldOptions, change: 1 | -1): void {
    this.#wanted.set(keyOf(stage, toWorldKey(options)), this.#wantedBy(stage, options) + change)
  }
}

/** @param name a check's id, or a world's key */
function keyOf(stage: StageNumber, name: string): string {
  return `${stage} ${name}`
}
