// Walks through the checks of the chosen stages, several at a time, and gathers one result. Never prints: whoever wants to
// see what happens is told.
import { setTimeout as pause } from 'node:timers/promises'
import type { Captures } from './captures.ts'
import type { Check } from './check.ts'
import { type Judgement, judge } from './judge.ts'
import type { StartSite } from './lab/site.ts'
import type { World } from './lab/world.ts'
import { USUAL_WORLD, type WorldOptions } from './lab/world-options.ts'
import { WorldPool } from './lab/world-pool.ts'
import { bindsAt, levelOf, pointsOf } from './registry.ts'
import type { CheckResult, StageNumber } from './result.ts'
import { Schedule, type Task } from './schedule.ts'
import type { Subject } from './subject.ts'
import { CannotGrade, MachineFault, toMachineFault, Undecided } from './verdict.ts'

export interface RunPlan {
  readonly subject: Subject
  readonly stages: readonly StageNumber[]
  /** Those are made at a stage that bind it. */
  readonly checks: readonly Check[]
  /** Of these, those that somebody waits for: they are made first. */
  readonly urgent?: ReadonlySet<Check>
  readonly seed: number
  readonly jobs: number
  readonly startSite: StartSite
  /** The command that repeats one check at one stage. */
  readonly toRepeat: (check: Check, stage: StageNumber) => string
  /** Who writes captures, if anybody. */
  readonly captures?: Captures | undefined
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

/** Of a check of which the lab could not tell how it went. */
const MOST_ATTEMPTS = 3
/** What the machine lacks for a world, other checks may have given back by then. */
const ATTEMPT_AFTER_MS = 200

export class Runner {
  readonly #plan: RunPlan
  readonly #pool: WorldPool
  readonly #tasks: readonly Task[]
  readonly #schedule: Schedule<Task>
  readonly #notGraded = new Map<StageNumber, string>()
  readonly #current = new Set<string>()
  /** Resolves when the next check is done. */
  #oneDone = Promise.withResolvers<void>()

  constructor(plan: RunPlan) {
    this.#plan = plan
    this.#pool = new WorldPool(plan.subject, plan.startSite)
    this.#tasks = plan.stages.flatMap(stage =>
      plan.checks
        .filter(check => bindsAt(check, stage))
        .map(check => ({ check, stage, isUrgent: plan.urgent?.has(check) === true })),
    )
    this.#schedule = new Schedule(this.#tasks, this.#pool.running.bind(this.#pool))
  }

  /** What is known by now. */
  outcome(): RunOutcome {
    const { stages } = this.#plan
    return {
      checks: this.#tasks.map(task => this.#schedule.resultOf(task)).filter(result => result !== undefined),
      startUpMs: new Map(stages.map(stage => [stage, this.#pool.startUpMs(stage)])),
      notGraded: this.#notGraded,
      leftBehind: this.#pool.leftBehind,
      complete: this.#schedule.results.length === this.#tasks.length,
    }
  }

  /**
   * Resolves when all is done, or, with what is known by then, after `signal`. Rejects with MachineFault where the machine can start
   * no world: whoever would be graded then is not to be told that he has failed.
   */
  async run(signal?: AbortSignal): Promise<RunOutcome> {
    const jobs = this.#plan.subject.oneAtATime ? 1 : this.#plan.jobs
    const broken = new AbortController()
    const over = signal === undefined ? broken.signal : AbortSignal.any([signal, broken.signal])
    try {
      await Promise.all(Array.from({ length: jobs }, () => this.#work(over)))
    } finally {
      broken.abort()
      // After a signal checks are still at work, and must not hold their programs.
      await this.#pool.endAll()
    }
    return this.outcome()
  }

  async #work(signal: AbortSignal): Promise<void> {
    const stopped = Promise.withResolvers<undefined>()
    signal.addEventListener('abort', () => stopped.resolve(undefined), { once: true })
    while (!signal.aborted && !this.#schedule.isEmpty) {
      const task = this.#schedule.take()
      if (task === undefined) {
        // What is left needs checks that others are at.
        await Promise.race([this.#oneDone.promise, stopped.promise])
        continue
      }
      const name = `${task.check.id} (stage ${task.stage})`
      this.#current.add(name)
      this.#tell()
      const result = await Promise.race([this.#make(task, signal), stopped.promise])
      this.#current.delete(name)
      if (result !== undefined) this.#schedule.done(task, result)
      this.#oneDone.resolve()
      this.#oneDone = Promise.withResolvers()
      this.#tell()
    }
  }

  async #make(task: Task, signal: AbortSignal): Promise<CheckResult> {
    const { stage } = task
    const missing = this.#schedule.missingNeed(task)
    if (missing !== undefined) return this.#toResult(task, missing)
    const notGraded = this.#notGraded.get(stage)
    if (notGraded !== undefined) return this.#toResult(task, { verdict: 'skipped', reason: notGraded })
    try {
      const judgement = await this.#judge(task, signal)
      const result = this.#toResult(task, judgement)
      return (await this.#plan.captures?.add(result, judgement.recording)) ?? result
    } catch (error) {
      return this.#notStarted(task, error)
    }
  }

  async #judge({ check, stage }: Task, signal: AbortSignal): Promise<Judgement> {
    const options = check.world ?? USUAL_WORLD
    for (let attempt = 1; ; attempt += 1) {
      if (signal.aborted) throw new Undecided('the run was stopped')
      const isLast = attempt === MOST_ATTEMPTS
      const world = await this.#take(stage, options, isLast)
      if (world === undefined) continue
      const judgement = await judge(check, world, this.#plan.seed)
      const isWanted = this.#schedule.isWanted(stage, options)
      this.#pool.giveBack(world, { isSound: judgement.verdict === 'passed', isWanted })
      if (!judgement.isWorthAnother || isLast) return judgement
    }
  }

  /** Undefined where the lab or its machine could not, and the attempt is not the last. */
  async #take(stage: StageNumber, options: WorldOptions, isLast: boolean): Promise<World | undefined> {
    try {
      return await this.#pool.take(stage, options)
    } catch (error) {
      const fault = toMachineFault(error) ?? error
      if (isLast || !(fault instanceof MachineFault || fault instanceof Undecided)) throw fault
      await pause(ATTEMPT_AFTER_MS)
      return undefined
    }
  }

  #notStarted(task: Task, error: unknown): CheckResult {
    if (error instanceof Undecided) return this.#toResult(task, { verdict: 'undecided', reason: error.message })
    if (!(error instanceof CannotGrade) || error instanceof MachineFault) throw error
    if (this.#pool.startUpMs(task.stage) !== null)
      return this.#toResult(task, {
        verdict: 'failed',
        reason: error.message,
        expected: 'the program starts with this conf',
      })
    this.#notGraded.set(task.stage, error.message)
    return this.#toResult(task, { verdict: 'skipped', reason: error.message })
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
    const { results } = this.#schedule
    this.#plan.onProgress?.({
      total: this.#tasks.length,
      done: results.length,
      failed: results.filter(({ verdict }) => verdict === 'failed').length,
      current: [...this.#current],
    })
  }
}
