// Knows what a step of GitHub Classroom's autograding hands to the reporter. Every test has a score there, else the sum
// is not a number; what could not be judged has 0 of no points.

import type { CheckResult, GradeResult } from '../result.ts'
import { failureText } from './failure-block.ts'
import { roundScore } from './json.ts'
import { oneLine } from './printable.ts'
import { skipCause } from './skip-cause.ts'
import { tally } from './tally.ts'

// The reporter gets it in base64 in one variable of its environment, and Linux allows no string there beyond 128 KiB.
const MOST_BYTES = 90_000
const CUT_SHORT = 'the evidence is in the report'

/**
 * The JSON, of 90 000 octets at most as long as names and scores alone need no more: what is too much of the evidence is left out, the
 * last failures first. `max_score` is what could be had of the checks that were judged, so an undecided one costs nothing. The
 * reporter sums the tests' scores; its table in the log shows passed by all instead.
 */
export function toClassroom(result: GradeResult): string {
  const { judgedMaxScore, failed, skipped, undecided, checks } = tally(result.checks)
  const unfinished = undecided > 0 || checks === 0 || !result.complete
  const runner = {
    version: 1,
    status: failed + skipped > 0 ? 'fail' : unfinished ? 'error' : 'pass',
    max_score: judgedMaxScore,
    tests: withinBytes(result.checks.map(check => toTest(check, result.checks))),
  }
  return `${JSON.stringify(runner)}\n`
}

/** Each failure keeps its first line. */
function withinBytes(tests: readonly Test[]): Test[] {
  const short = tests.map(test => ({ ...test, message: shortened(test.message), test_code: shortened(test.test_code) }))
  let left = MOST_BYTES - bytesOf(short)
  return tests.map((test, index) => {
    const brief = short[index] ?? test
    left -= bytesOf(test) - bytesOf(brief)
    return left >= 0 ? test : brief
  })
}

function shortened<Text extends string | null>(text: Text): Text | string {
  const [first = '', ...others] = (text ?? '').split('\n')
  return others.length === 0 ? text : `${first}\n${CUT_SHORT}`
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value), 'utf8')
}

type Test = ReturnType<typeof toTest>

/** The line for the file that `$GITHUB_OUTPUT` names: the JSON in base64 as the output `result`. */
export function toClassroomOutput(result: GradeResult): string {
  return `result=${Buffer.from(toClassroom(result), 'utf8').toString('base64')}\n`
}

function toTest(check: CheckResult, checks: readonly CheckResult[]) {
  const { verdict, score, durationMs } = check
  const told = verdict === 'failed' || verdict === 'undecided' ? failureText(check) : ''
  return {
    name: `${check.id} (stage ${check.stage}): ${oneLine(check.title)}`,
    status: verdict === 'passed' ? 'pass' : verdict === 'undecided' ? 'error' : 'fail',
    score: verdict === 'undecided' || !Number.isFinite(score) ? 0 : roundScore(score),
    // Printed for errors only; `test_code` is what the reporter prints for the others.
    message: verdict === 'undecided' ? told : null,
    test_code: verdict === 'skipped' ? `not run: ${skipCause(check, checks)}` : verdict === 'failed' ? told : '',
    filename: '',
    line_no: 0,
    execution_time: `${(durationMs / 1000).toFixed(1)}s`,
  }
}
