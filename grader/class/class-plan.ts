// What a class is graded by: the same for every student, and for every shard. Pure.
import type { Check } from '../check.ts'
import { bindsAt, pointsOf } from '../registry.ts'
import type { StageNumber } from '../result.ts'

export interface ClassPlan {
  readonly suite: { readonly version: string; readonly digest: string }
  readonly seed: number
  readonly stages: readonly StageNumber[]
  readonly backends: string
  readonly checks: readonly PlannedCheck[]
}

export interface PlannedCheck {
  readonly id: string
  readonly title: string
  /** From which on it binds. */
  readonly stage: StageNumber
  readonly points: number
  /** Of the chosen ones, those at which it is made. */
  readonly stages: readonly StageNumber[]
}

export function plannedChecks(checks: readonly Check[], stages: readonly StageNumber[]): PlannedCheck[] {
  return checks
    .map(check => ({
      id: check.id,
      title: check.title,
      stage: check.stage,
      points: pointsOf(check),
      stages: stages.filter(stage => bindsAt(check, stage)),
    }))
    .filter(planned => planned.stages.length > 0)
}

/** All points that can be had at a stage. */
export function pointsAt({ checks }: ClassPlan, stage: StageNumber): number {
  return checks.reduce((sum, check) => sum + (check.stages.includes(stage) ? check.points : 0), 0)
}
