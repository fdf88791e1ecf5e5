// A whole run: from what was asked for to the result, which is written anew after every check. Never prints. EDGE: reads
// the clock, and what machine this is.
import { availableParallelism } from 'node:os'
import { installedPrograms } from './installed-programs.ts'
import { toSiteKind } from './lab/sites.ts'
import type { GradeOptions } from './options.ts'
import { bindsAt, CHECKS, digestOf, STAGE_NAMES, SUITE_VERSION, withNeeds } from './registry.ts'
import { type CheckResult, type GradeResult, SCHEMA, type StageNumber, type StageResult } from './result.ts'
import { type Progress, Runner, type RunOutcome } from './runner.ts'
import type { Subject } from './subject.ts'
import { findSubject } from './subjects/find-subject.ts'
import { CannotGrade } from './verdict.ts'

export interface Watcher {
  /** Before the first check, with a result that holds none. What it throws ends the run. */
  onStart(result: GradeResult): Promise<void>
  onProgress(progress: Progress): void
  /** After every check, and at the end. */
  onResult(result: GradeResult): void
}

/** Throws CannotGrade with one line. After `signal`, resolves to what is known by then. */
export async function grade(
  options: GradeOptions,
  root: string,
  watcher: Watcher,
  signal?: AbortSignal,
): Promise<GradeResult> {
  const subject = findSubject(options.subject, root)
  const stages = chosenStages(options, subject)
  const checks = chosenChecks(options, stages)
  const site = await toSiteKind(options.backends)
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31)
  const startedAt = new Date()
  const startedMs = performance.now()
  const suite = { version: SUITE_VERSION, digest: digestOf(CHECKS) }
  const environment = {
    platform: `${process.platform} ${process.arch}`,
    cpus: availableParallelism(),
    node: process.versions.node,
    backends: site.name,
    programs: installedPrograms(),
  }
  const toResult = (outcome: RunOutcome): GradeResult => ({
    schema: SCHEMA,
    suite,
    subject: subject.info,
    seed,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(performance.now() - startedMs),
    complete: outcome.complete,
    environment,
    stages: stages.map(stage => toStageResult(stage, outcome)),
    checks: outcome.checks,
    leftBehind: outcome.leftBehind,
    load: [],
  })
  try {
    await subject.prepare()
    const runner = new Runner({
      subject,
      stages,
      checks,
      seed,
      jobs: options.jobs,
      startSite: site.start,
      toRepeat: (check, stage) => toRepeat(options, check.id, stage, seed),
      onProgress: progress => {
        watcher.onProgress(progress)
        watcher.onResult(toResult(runner.outcome()))
      },
    })
    await watcher.onStart(toResult(runner.outcome()))
    const result = toResult(await runner.run(signal))
    watcher.onResult(result)
    return result
  } finally {
    await subject.dispose()
  }
}

function chosenStages(options: GradeOptions, subject: Subject): StageNumber[] {
  const wanted = options.stages ?? subject.stages
  const missing = wanted.filter(stage => !subject.stages.includes(stage))
  if (missing.length > 0)
    throw new CannotGrade(
      `--stages: ${subject.info.name} has no stage ${missing.join(', ')}; it claims ${subject.stages.join(', ')}`,
    )
  return [...wanted]
}

function chosenChecks({ only }: GradeOptions, stages: readonly StageNumber[]) {
  if (only === undefined) return CHECKS
  const chosen = only.map(id => {
    const check = CHECKS.find(each => each.id === id)
    if (check === undefined)
      throw new CannotGrade(`--only ${id}: there is no such check; npm run grade -- --list shows them`)
    if (!stages.some(stage => bindsAt(check, stage)))
      throw new CannotGrade(`--only ${id}: it binds stages ${check.stage} to ${check.until ?? 6}, none of those chosen`)
    return check
  })
  return withNeeds(chosen, CHECKS)
}

function toRepeat(options: GradeOptions, id: string, stage: StageNumber, seed: number): string {
  const backends = options.backends === undefined ? '' : ` --backends ${options.backends}`
  return `npm run grade -- --subject ${options.subject} --stages ${stage} --only ${id} --seed ${seed}${backends}`
}

function toStageResult(stage: StageNumber, outcome: RunOutcome): StageResult {
  const checks = outcome.checks.filter(check => check.stage === stage)
  const count = (verdict: CheckResult['verdict']) => checks.filter(check => check.verdict === verdict).length
  const sum = (points: readonly number[]) => points.reduce((total, each) => total + each, 0)
  return {
    stage,
    name: STAGE_NAMES[stage],
    score: sum(checks.map(({ score }) => score)),
    maxScore: sum(checks.filter(({ verdict }) => verdict !== 'undecided').map(({ maxScore }) => maxScore)),
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    undecided: count('undecided'),
    startUpMs: outcome.startUpMs.get(stage) ?? null,
    notGraded: outcome.notGraded.get(stage) ?? null,
  }
}
