// Makes the result of a run out of what the runner knows by now and of what was measured under load. EDGE: reads the clock, and
// what machine this is.
import { availableParallelism, hostname } from 'node:os'
import { LOAD_CHECK, toLoadCheck } from './load/load-check.ts'
import { inRegistryOrder, STAGE_NAMES } from './registry.ts'
import {
  type CheckResult,
  type GradedSubject,
  type GradeResult,
  type LoadResult,
  SCHEMA,
  type StageNumber,
  type StageResult,
} from './result.ts'
import type { RunOutcome } from './runner.ts'

/** What is known of a run before its first check. */
export interface RunInfo {
  readonly suite: GradeResult['suite']
  readonly subject: GradedSubject
  readonly stages: readonly StageNumber[]
  readonly seed: number
  /** ISO 8601 in UTC; and the same moment on the clock of `performance.now()`. */
  readonly startedAt: string
  readonly startedMs: number
  /** Name of the web servers of the checks from end to end. */
  readonly backends: string
  readonly sandbox: string
  readonly programs: Readonly<Record<string, string>>
  /** The command that repeats one check at one stage. */
  readonly toRepeat: (id: string, stage: StageNumber) => string
}

export function toResult(run: RunInfo, made: RunOutcome, load: readonly LoadResult[] = []): GradeResult {
  const underLoad = load.map(each => toLoadCheck(each, run.toRepeat(LOAD_CHECK, each.stage)))
  const outcome = { ...made, checks: [...made.checks, ...underLoad] }
  return {
    schema: SCHEMA,
    suite: run.suite,
    subject: run.subject,
    seed: run.seed,
    startedAt: run.startedAt,
    durationMs: Math.round(performance.now() - run.startedMs),
    complete: outcome.complete,
    environment: {
      platform: `${process.platform} ${process.arch}`,
      cpus: availableParallelism(),
      node: process.versions.node,
      machine: hostname(),
      backends: run.backends,
      sandbox: run.sandbox,
      programs: run.programs,
    },
    stages: run.stages.map(stage => toStageResult(stage, outcome)),
    checks: inRegistryOrder(outcome.checks),
    leftBehind: outcome.leftBehind,
    load,
  }
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
