// Knows Autolab's last two lines of standard output: a table for people, and the scores. Autolab repairs JSON by quoting
// every run of letters and digits before a colon, in texts too: no such colon may be left.

import type { CheckResult, GradeResult, StageResult } from '../result.ts'
import { roundScore } from './json.ts'
import { oneLine } from './printable.ts'
import { skipCause } from './skip-cause.ts'
import { fairScore, tally } from './tally.ts'

/**
 * The problems are named `Stage 3 - forward` and must stand in the assessment under these names. A stage of which
 * nothing could be judged has no score at all.
 */
export function toAutolab(result: GradeResult): string {
  const scores = result.stages.flatMap(stage => {
    const score = fairScore(tally(ownChecks(stage, result)))
    return score === null ? [] : [[problemName(stage), score] as const]
  })
  const ratios = result.load.flatMap(({ ratio }) => (ratio === null ? [] : [Math.round(ratio * 1000) / 1000]))
  const sum = roundScore(scores.reduce((total, [, score]) => total + score, 0))
  const last = { scores: Object.fromEntries(scores), scoreboard: [sum, ...ratios] }
  return `${JSON.stringify(presentation(result))}\n${JSON.stringify(last)}\n`
}

export function problemName({ stage, name }: StageResult): string {
  return withoutColons(`Stage ${stage} - ${oneLine(name)}`)
}

/** A blank between what could be taken for a key and its colon. */
function withoutColons(text: string): string {
  return text.replaceAll(':', ' -').replace(/ {2,}/g, ' ')
}

function presentation(result: GradeResult): Record<string, unknown> {
  const stages = result.stages.map(stage => [problemName(stage), toTable(ownChecks(stage, result))] as const)
  return { _presentation: 'semantic', stages: stages.map(([name]) => name), ...Object.fromEntries(stages) }
}

function toTable(checks: readonly CheckResult[]): Record<string, unknown> {
  return Object.fromEntries(checks.map(check => [withoutColons(oneLine(check.title)), toCell(check, checks)]))
}

function toCell(check: CheckResult, checks: readonly CheckResult[]): unknown {
  const { verdict, reason, hint } = check
  switch (verdict) {
    case 'passed':
      return { passed: true }
    case 'undecided':
      return `could not be judged, costs no points - ${withoutColons(oneLine(reason ?? ''))}`
    case 'skipped':
      return { passed: false, hint: withoutColons(`not run, ${skipCause(check, checks)}`) }
    case 'failed':
      return { passed: false, hint: withoutColons(oneLine(`${reason ?? ''}. ${hint}`)) }
  }
}

function ownChecks({ stage }: StageResult, { checks }: GradeResult): CheckResult[] {
  return checks.filter(check => check.stage === stage)
}
