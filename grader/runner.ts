// Walks through the checks of the chosen stages, several at a time, and gathers one result. Never prints: whoever wants to
// see what happens is told.
import type { Check } from './check.ts'
import { type Judgement, judge } from './judge.ts'
import type { StartSite } from './lab/site.ts'
import { toWorldKey } from './lab/world-options.ts'
import { WorldPool } from './lab/world-pool.ts'
import { bindsAt, levelOf, pointsOf } from './registry.ts'
import type { CheckResult, StageNumber } from './result.ts'
import type { Subject } from './subject.ts'
import { CannotGrade, Undecided } from './verdict.ts'

export interface RunPlan {
  readonly subject: Subject
  readonly stages: readonly StageNumber[]
  /** In the order of the registry; of these, those are made at a stage that bind it. */
  readonly checks: readonly Check[]
  readonly seed: number
  readonly jobs: number
  readonly startSite: StartSite
  /** The command that repeats one check at one stage. */
  readonly toRepeat: (check: Check, stage: StageNumber) => string
  /** Checks that are being made, and the results so far, in order. */
  readonly onProgress?: (progress: Progress) => void
}

export interface Progress {
  readonly total: number
  readonly done: number
  readonly failed: number
  readonly current: readonly string[]
}

export interface RunOutcome {
  readonly checks: readonly CheckResult[]
  readonly startUpMs: ReadonlyMap<StageNumber, number | null>
  readonly notGraded: ReadonlyMap<StageNumber, string>
  readonly leftBehind: readonly string[]
  readonly complete: boolean
}

/** Of a judgement, what there is to say. */
type Found = Partial<Omit<Judgement, 'verdict'>> & Pick<CheckResult, 'verdict'>

/** Of a check during which the lab itself stood still. */
const MOST_ATTEMPTS = 3

interface Task {
  readonly check: Check
  readonly stage: StageNumber
  readonly result: PromiseWithResolvers<CheckResult | undefined>
}

export class Runner {
  readonly #plan: RunPlan
  readonly #pool: WorldPool
  readonly #tasks: readonly Task[]
  readonly #byKey: ReadonlyMap<string, Task>
  readonly #results = new Map<Task, CheckResult>()
  readonly #notGraded = new Map<StageNumber, string>()
  readonly #current = new Set<string>()
  #next = 0

  constructor(plan: RunPlan) {
    this.#plan = plan
    this.#pool = new WorldPool(plan.subject, plan.startSite)
    this.#tasks = plan.stages.flatMap(stage =>
      plan.checks
        .filter(check => bindsAt(check, stage))
        .map(check => ({ check, stage, result: Promise.withResolvers<CheckResult | undefined>() })),
    )
    this.#byKey = new Map(this.#tasks.map(task => [keyOf(task.stage, task.check.id), task]))
  }

  /** What is known by now. */
  outcome(): RunOutcome {
    const { stages } = this.#plan
    return {
      checks: this.#tasks.map(task => this.#results.get(task)).filter(result => result !== undefined),
      startUpMs: new Map(stages.map(stage => [stage, this.#pool.startUpMs(stage)])),
      notGraded: this.#notGraded,
      leftBehind: this.#pool.leftBehind,
      complete: this.#results.size === this.#tasks.length,
    }
  }

  /** Resolves when all is done, or, with what is known by then, after `signal`. */
  async run(signal?: AbortSignal): Promise<RunOutcome> {
    const jobs = this.#plan.subject.oneAtATime ? 1 : this.#plan.jobs
    try {
      await Promise.all(Array.from({ length: jobs }, () => this.#work(signal)))
    } finally {
      // After a signal checks are still at work, and must not hold their programs.
      await this.#pool.endAll()
    }
    return this.outcome()
  }

  async #work(signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      const task = this.#tasks[this.#next]
      if (task === undefined || signal?.aborted) return
      this.#next += 1
      const name = `${task.check.id} (stage ${task.stage})`
      this.#current.add(name)
      this.#tell()
      const stopped = signal && Promise.withResolvers<undefined>()
      signal?.addEventListener('abort', () => stopped?.resolve(undefined), { once: true })
      const result = await Promise.race([this.#make(task), ...(stopped ? [stopped.promise] : [])])
      this.#current.delete(name)
      if (result !== undefined) this.#results.set(task, result)
      task.result.resolve(result)
      this.#tell()
    }
  }

  async #make(task: Task): Promise<CheckResult> {
    const { stage } = task
    const missing = await this.#missingNeed(task)
    if (missing !== undefined) return this.#toResult(task, { verdict: 'skipped', reason: missing })
    const notGraded = this.#notGraded.get(stage)
    if (notGraded !== undefined) return this.#toResult(task, { verdict: 'skipped', reason: notGraded })
    try {
      const judgement = await this.#judge(task)
      return this.#toResult(task, judgement)
    } catch (error) {
      return this.#notStarted(task, error)
    }
  }

  async #judge({ check, stage }: Task): Promise<Judgement> {
    const options = check.world ?? {}
    for (let attempt = 1; ; attempt += 1) {
      const world = await this.#pool.take(stage, options)
      const judgement = await judge(check, world, this.#plan.seed)
      const isWanted = this.#isWanted(stage, toWorldKey(options))
      this.#pool.giveBack(world, { isSound: judgement.verdict === 'passed', isWanted })
      if (!judgement.isWorthAnother || attempt === MOST_ATTEMPTS) return judgement
    }
  }

  /** A sentence that names the check without which this one says nothing new. */
  async #missingNeed({ check, stage }: Task): Promise<string | undefined> {
    for (const id of check.needs ?? []) {
      const needed = this.#byKey.get(keyOf(stage, id))
      // It does not bind here, or was not chosen: then it does not stand in the way.
      if (needed === undefined) continue
      const result = await needed.result.promise
      if (result?.verdict !== 'passed') return `needs ${id}, which ${result ? `is ${result.verdict}` : 'was not made'}`
    }
    return undefined
  }

  #notStarted(task: Task, error: unknown): CheckResult {
    if (error instanceof Undecided) return this.#toResult(task, { verdict: 'undecided', reason: error.message })
    if (!(error instanceof CannotGrade)) throw error
    if (this.#pool.startUpMs(task.stage) !== null)
      return this.#toResult(task, {
        verdict: 'failed',
        reason: error.message,
        expected: 'the program starts with this conf',
      })
    this.#notGraded.set(task.stage, error.message)
    return this.#toResult(task, { verdict: 'skipped', reason: error.message })
  }

  #isWanted(stage: StageNumber, key: string): boolean {
    return this.#tasks
      .slice(this.#next)
      .some(task => task.stage === stage && !task.check.world?.own && toWorldKey(task.check.world ?? {}) === key)
  }

  #toResult({ check, stage }: Task, found: Found): CheckResult {
    const level = levelOf(check)
    const isMissed = level === 'should' && found.verdict === 'failed'
    const verdict = isMissed ? 'passed' : found.verdict
    const points = pointsOf(check)
    return {
      id: check.id,
      stage,
      title: check.title,
      level,
      verdict,
      score: verdict === 'passed' ? points : 0,
      maxScore: points,
      durationMs: found.durationMs ?? 0,
      reason: found.reason ?? null,
      expected: found.expected ?? null,
      actual: found.actual ?? null,
      warnings: [...(isMissed ? [found.reason ?? check.title] : []), ...(found.warnings ?? [])],
      why: check.why,
      hint: check.hint,
      spec: check.spec,
      lesson: check.lesson,
      needs: check.needs ?? [],
      repeat: this.#plan.toRepeat(check, stage),
      byHand: check.byHand ?? null,
      programOutput: found.programOutput ?? '',
      evidence: found.evidence ?? [],
    }
  }

  #tell(): void {
    const results = [...this.#results.values()]
    this.#plan.onProgress?.({
      total: this.#tasks.length,
      done: results.length,
      failed: results.filter(({ verdict }) => verdict === 'failed').length,
      current: [...this.#current],
    })
  }
}

function keyOf(stage: StageNumber, id: string): string {
  return `${stage} ${id}`
}
