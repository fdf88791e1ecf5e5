// What `npm run check` leaves for `npm run stage` to show: a small file, `.hopwise/last-check.json`, whose shape stands here
// and is known to stages/last-check.ts too. Pure.
import type { GradeResult, StageNumber } from '../result.ts'

export const LAST_CHECK_SCHEMA = 'hopwise-last-check/1'

export interface LastCheck {
  readonly schema: typeof LAST_CHECK_SCHEMA
  /** A StageStanding by the number of each stage; what was never checked is missing. */
  readonly stages: Readonly<Record<string, unknown>>
}

export interface StageStanding {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly undecided: number
  /** When the check began: ISO 8601 in UTC. */
  readonly at: string
  /** Ids of the checks that failed. */
  readonly failures: readonly string[]
}

/**
 * The file's new text: what it said of other stages, and how `stage` stands by `result`. A text that is not such a file
 * counts as none.
 */
export function withStanding(text: string | undefined, stage: StageNumber, result: GradeResult): string {
  const found = result.stages.find(each => each.stage === stage)
  const standing: StageStanding = {
    passed: found?.passed ?? 0,
    failed: found?.failed ?? 0,
    skipped: found?.skipped ?? 0,
    undecided: found?.undecided ?? 0,
    at: result.startedAt,
    failures: result.checks.filter(check => check.stage === stage && check.verdict === 'failed').map(({ id }) => id),
  }
  const file: LastCheck = { schema: LAST_CHECK_SCHEMA, stages: { ...stagesOf(text), [stage]: standing } }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** Ids of the checks that failed at this stage; none where nothing is known. */
export function failuresIn(text: string | undefined, stage: StageNumber): string[] {
  const { failures } = (stagesOf(text)[stage] ?? {}) as { failures?: unknown }
  return Array.isArray(failures) ? failures.filter(id => typeof id === 'string') : []
}

function stagesOf(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const { schema, stages } = JSON.parse(text ?? '')
    return schema === LAST_CHECK_SCHEMA && typeof stages === 'object' && stages !== null ? stages : {}
  } catch {
    return {}
  }
}
