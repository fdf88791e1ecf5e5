// Knows Gradescope's results.json. It has no state for "could not be judged": such a test has no score, and then the
// whole must have one.

import type { CheckResult, GradeResult } from '../result.ts'
import { failureText } from './failure-block.ts'
import { roundScore } from './json.ts'
import { ratioSentence, toFigures } from './load-figures.ts'
import { oneLine, printable } from './printable.ts'
import { notGraded } from './scoreboard-text.ts'
import { skipCause } from './skip-cause.ts'
import { fairScore, tally, verdictSentence } from './tally.ts'
import { counted, roomOf } from './wording.ts'

/**
 * With undecided tests a top-level score, as if they had come out like the others. Where nothing was judged there is
 * none: Gradescope then reports an error of the grader instead of a nought of the student.
 */
export function toGradescope(result: GradeResult): string {
  const sums = tally(result.checks)
  const { passed, failed, skipped, undecided } = sums
  const score = undecided > 0 ? fairScore(sums) : null
  const { suite, seed, subject, load } = result
  const results = {
    ...(score === null ? {} : { score }),
    execution_time: Math.round(result.durationMs) / 1000,
    visibility: 'visible',
    output_format: 'text',
    output: outputOf(result),
    test_output_format: 'text',
    extra_data: { suite, seed, subject, complete: result.complete, verdicts: { passed, failed, skipped, undecided } },
    tests: numbered(result.checks).map(([check, number]) => toTest(check, number, result.checks)),
    ...(load.length === 0 ? {} : { leaderboard: leaderboard(result) }),
  }
  return `${JSON.stringify(results, null, 2)}\n`
}

/** `4.2`: the second check of stage 4. */
function numbered(checks: readonly CheckResult[]): [CheckResult, string][] {
  const stages = Map.groupBy(checks, check => check.stage)
  return [...stages].flatMap(([stage, own]) =>
    own.map((check, i): [CheckResult, string] => [check, `${stage}.${i + 1}`]),
  )
}

function toTest(check: CheckResult, number: string, checks: readonly CheckResult[]) {
  const judged = check.verdict !== 'undecided'
  return {
    number,
    name: oneLine(check.title),
    ...(judged ? { score: roundScore(check.score), max_score: roundScore(check.maxScore) } : {}),
    ...(judged ? { status: check.verdict === 'passed' ? 'passed' : 'failed' } : {}),
    output: testOutput(check, checks),
    tags: [`stage${check.stage}`, roomOf(check)],
    extra_data: { checkId: check.id, verdict: check.verdict },
  }
}

function testOutput(check: CheckResult, checks: readonly CheckResult[]): string {
  switch (check.verdict) {
    case 'passed':
      return check.warnings.map(warning => `warning: ${printable(warning)}`).join('\n')
    case 'skipped':
      return `Not run: ${skipCause(check, checks)}`
    default:
      return failureText(check)
  }
}

function outputOf(result: GradeResult): string {
  const { suite, seed, checks, leftBehind } = result
  const { undecided } = tally(checks)
  return [
    verdictSentence(result),
    `Suite ${suite.version}, seed ${seed}.`,
    ...(undecided > 0 ? [`${counted(undecided, 'check')} could not be judged and cost no points.`] : []),
    ...notGraded(result),
    ...leftBehind.map(line => `Left behind: ${oneLine(line)}`),
    ...result.load.map(
      load => `Load of stage ${load.stage}, ${oneLine(load.scenario)}: ${oneLine(ratioSentence(load))}`,
    ),
  ].join('\n')
}

function leaderboard({ load }: GradeResult) {
  return load.flatMap(scenario => {
    const p99 = toFigures(scenario).find(({ of }) => of === 'subject')?.latencyMs.p99
    if (scenario.ratio === null || p99 === undefined) return []
    const name = `stage ${scenario.stage}, ${oneLine(scenario.scenario)}`
    return [
      { name: `${name}: throughput to reference`, value: Math.round(scenario.ratio * 1000) / 1000 },
      { name: `${name}: p99 ms`, value: Math.round(p99 * 10) / 10, order: 'asc' },
    ]
  })
}
