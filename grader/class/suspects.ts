// Suspects the grader before the students: which checks say something about themselves? Pure.
import type { ClassPlan, PlannedCheck } from './class-plan.ts'
import type { ClassRecord } from './record.ts'

export interface Suspect {
  readonly check: PlannedCheck
  readonly failed: number
  readonly undecided: number
  /** Of how many who were judged by it. */
  readonly judged: number
  readonly why: string
}

/** Nearly everyone: of a class, and of a handful. */
const NEARLY_ALL = 0.8
const FEWEST = 3

/** Worst first. */
export function suspects(plan: ClassPlan, records: readonly ClassRecord[]): Suspect[] {
  return plan.checks
    .map(check => suspicionOf(check, records))
    .filter(suspect => suspect !== undefined)
    .sort((a, b) => b.undecided - a.undecided || b.failed / b.judged - a.failed / a.judged)
}

function suspicionOf(check: PlannedCheck, records: readonly ClassRecord[]): Suspect | undefined {
  const verdicts = records.map(({ verdicts }) => verdicts[check.id])
  const count = (verdict: string) => verdicts.filter(each => each === verdict).length
  const failed = count('failed')
  const undecided = count('undecided')
  const judged = failed + count('passed')
  const reasons = [
    ...(undecided > 0 ? [`${undecided} times undecided`] : []),
    ...(judged >= FEWEST && failed / judged >= NEARLY_ALL ? [`failed by ${failed} of ${judged}`] : []),
  ]
  return reasons.length === 0 ? undefined : { check, failed, undecided, judged, why: reasons.join(', ') }
}
