// Knows how a result is summed up in numbers and in one sentence. Every report says it with these words.

import type { CheckResult, GradeResult, Verdict } from '../result.ts'
import { roundScore } from './json.ts'

export interface Tally extends Readonly<Record<Verdict, number>> {
  readonly checks: number
  readonly warnings: number
  readonly score: number
  readonly maxScore: number
  /** Points of the checks that were judged: what an undecided one could have given is not in it. */
  readonly judgedMaxScore: number
}

export function tally(checks: readonly CheckResult[]): Tally {
  const count = (verdict: Verdict) => checks.filter(check => check.verdict === verdict).length
  const judged = checks.filter(check => check.verdict !== 'undecided')
  return {
    checks: checks.length,
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    undecided: count('undecided'),
    warnings: checks.reduce((total, check) => total + check.warnings.length, 0),
    score: sum(judged, 'score'),
    maxScore: sum(checks, 'maxScore'),
    judgedMaxScore: sum(judged, 'maxScore'),
  }
}

/**
 * Points out of all points, as if the undecided checks had come out like the judged ones: so they cost nothing and give
 * nothing. Null where nothing was judged: that is no score, and not none of the points.
 */
export function fairScore({ score, maxScore, judgedMaxScore }: Tally): number | null {
  if (judgedMaxScore === 0) return null
  return Number(roundScore((score / judgedMaxScore) * maxScore))
}

/** What the whole run comes to: `incomplete` and `undecided` only where nothing failed. */
export function overallVerdict(result: GradeResult): 'passed' | 'failed' | 'undecided' | 'incomplete' {
  const { failed, skipped, undecided, checks } = tally(result.checks)
  if (failed + skipped > 0) return 'failed'
  if (!result.complete || checks === 0) return 'incomplete'
  return undecided > 0 ? 'undecided' : 'passed'
}

/** The verdict as a sentence. */
export function verdictSentence(result: GradeResult): string {
  const sentences = {
    passed: 'Passed: every check that was graded.',
    failed: 'Not passed.',
    undecided: 'Nothing failed, but not everything could be judged: each undecided check says why.',
    incomplete: 'Nothing failed so far.',
  }
  const stopped = result.complete ? '' : ' The run was stopped before its end: this is what was known by then.'
  return sentences[overallVerdict(result)] + stopped
}

function sum(checks: readonly CheckResult[], of: 'score' | 'maxScore'): number {
  return Number(roundScore(checks.reduce((total, check) => total + check[of], 0)))
}
