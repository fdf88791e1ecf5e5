// A whole run, from what was asked for to the result. Never prints. EDGE: reads the clock.
import { Captures } from './captures.ts'
import type { Check } from './check.ts'
import { readExtraChecks } from './extra-checks.ts'
import { installedPrograms } from './installed-programs.ts'
import { toSiteKind } from './lab/sites.ts'
import { measureBeside } from './load/beside-reference.ts'
import { LOAD_CHECK } from './load/load-check.ts'
import type { GradeOptions } from './options.ts'
import { bindsAt, CHECKS, digestOf, SUITE_VERSION, withNeeds } from './registry.ts'
import { toGradeCommand } from './repeat-command.ts'
import type { GradeResult, StageNumber } from './result.ts'
import { type Progress, Runner } from './runner.ts'
import { containWith } from './sandbox/contain.ts'
import type { SandboxPlan } from './sandbox/plan.ts'
import { StrayErrors } from './stray-errors.ts'
import type { Subject } from './subject.ts'
import { findSubject } from './subjects/find-subject.ts'
import { digestOfFolder } from './subjects/folder-digest.ts'
import { toResult } from './to-result.ts'
import { CannotGrade, Failure } from './verdict.ts'

export interface GradePlan extends GradeOptions {
  /** Ids of checks that are made before all others, with what they need; the result's order stays. */
  readonly first?: readonly string[]
  /** The command that repeats one check; default: that of `npm run grade`. */
  readonly toRepeat?: (id: string, stage: StageNumber, seed: number) => string
  /** Absent: the subject is trusted, and nothing contains it. */
  readonly sandboxPlan?: SandboxPlan
  /** Versions of system programs, where they are known already. */
  readonly programs?: Readonly<Record<string, string>>
}

const TRUSTED = 'none: a program of the grader itself'

export interface Watcher {
  /** Before the first check, with a result that holds none. What it throws ends the run. */
  onStart(result: GradeResult): Promise<void>
  onProgress(progress: Progress): void
  /** After every check, and at the end. */
  onResult(toResult: () => GradeResult): void
}

/** Throws CannotGrade with one line. After `signal`, resolves to what is known by then. */
export async function grade(
  options: GradePlan,
  root: string,
  watcher: Watcher,
  signal?: AbortSignal,
): Promise<GradeResult> {
  const { sandboxPlan } = options
  using strays = new StrayErrors(options.extraChecks)
  const over = strays.with(signal)
  const subject = findSubject(options.subject, root, sandboxPlan && containWith(sandboxPlan))
  const stages = chosenStages(options, subject)
  const all = options.extraChecks === undefined ? CHECKS : [...CHECKS, ...(await readExtraChecks(options.extraChecks))]
  const checks = chosenChecks(options, stages, all)
  const site = await toSiteKind(options.backends, options.startVm)
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31)
  const toRepeat = options.toRepeat ?? toGradeCommand.bind(undefined, options)
  const run = {
    subject: { ...subject.info, digest: subject.info.kind === 'folder' ? await digestOfFolder(options.subject) : null },
    suite: { version: SUITE_VERSION, digest: digestOf(all) },
    stages,
    seed,
    startedAt: new Date().toISOString(),
    startedMs: performance.now(),
    backends: site.name,
    sandbox: sandboxPlan?.words ?? TRUSTED,
    programs: options.programs ?? (await installedPrograms()),
    toRepeat: (id: string, stage: StageNumber) => toRepeat(id, stage, seed),
  }
  let last: Progress = { total: 0, done: 0, failed: 0, current: [] }
  process.on('unhandledRejection', passOver)
  try {
    await subject.prepare(over)
    const captures = options.captures && new Captures(options.captures)
    await captures?.prepare(
      stages.flatMap(stage => checks.filter(check => bindsAt(check, stage)).map(({ id }) => ({ id, stage }))),
    )
    const runner = new Runner({
      subject,
      stages,
      checks,
      urgent: withTheirNeeds(checks, options.first ?? []),
      seed,
      jobs: options.jobs,
      startSite: site.start,
      captures,
      toRepeat: (check, stage) => run.toRepeat(check.id, stage),
      onProgress: progress => {
        last = progress
        watcher.onProgress(progress)
        watcher.onResult(() => toResult(run, runner.outcome()))
      },
    })
    await watcher.onStart(toResult(run, runner.outcome()))
    const outcome = await runner.run(over)
    const load = isLoadWanted(options)
      ? await measureBeside(subject, root, {
          stages: stages.filter(stage => !outcome.notGraded.has(stage)),
          startSite: site.start,
          seed,
          onProgress: doing => watcher.onProgress({ ...last, current: [doing] }),
          signal: over,
        })
      : []
    strays.throwIfAny()
    const result = toResult(run, outcome, load)
    watcher.onResult(() => result)
    return result
  } finally {
    process.off('unhandledRejection', passOver)
    await subject.dispose()
  }
}

/** A check that has failed no longer awaits what else it had begun: what fails of that has nobody to tell, and harms nobody. */
function passOver(reason: unknown): void {
  if (!(reason instanceof Failure)) throw reason
}

function chosenStages(options: GradeOptions, subject: Subject): StageNumber[] {
  const wanted = options.stages ?? subject.stages
  const missing = wanted.filter(stage => !subject.stages.includes(stage))
  if (missing.length > 0)
    throw new CannotGrade(
      `${subject.info.name} has no stage ${missing.join(', ')}; those that it claims are ${subject.stages.join(', ')}`,
    )
  return [...wanted]
}

function isLoadWanted({ load, only }: GradeOptions): boolean {
  return load || only?.includes(LOAD_CHECK) === true
}

function chosenChecks({ only }: GradeOptions, stages: readonly StageNumber[], all: readonly Check[]) {
  if (only === undefined) return all
  const chosen = only
    .filter(id => id !== LOAD_CHECK)
    .map(id => {
      const check = all.find(each => each.id === id)
      if (check === undefined)
        throw new CannotGrade(`--only ${id}: there is no such check; npm run grade -- --list shows them`)
      if (!stages.some(stage => bindsAt(check, stage)))
        throw new CannotGrade(
          `--only ${id}: it binds stages ${check.stage} to ${check.until ?? 6}, none of those chosen`,
        )
      return check
    })
  return withNeeds(chosen, all)
}

function withTheirNeeds(checks: readonly Check[], ids: readonly string[]): ReadonlySet<Check> {
  const named = checks.filter(({ id }) => ids.includes(id))
  return new Set(withNeeds(named, checks))
}
