// A result and a course make a grade: the points of each stage in the course's own scale, less what lateness costs. Pure.
import type { StageNumber } from '../result.ts'
import type { Course } from './course.ts'
import { latePercent } from './late-policy.ts'

/** What came of a stage, in the checks' own scale. A result's stages are such, and a class's. */
export interface StageOutcome {
  readonly stage: StageNumber
  /** null: nothing of it could be judged. */
  readonly score: number | null
  readonly maxScore: number
  /** How many checks could not be judged. Where there are such and no points, nothing could be. */
  readonly undecided?: number
}

export interface StageGrade {
  readonly stage: StageNumber
  /** What was earned, lateness taken off, to two decimals; null: nothing of the stage could be judged, so nobody knows. */
  readonly points: number | null
  readonly maxPoints: number
  /** What lateness has cost, in percent of what was earned. */
  readonly latePercent: number
}

export interface CourseGrade {
  /** Of the stages of the course, in ascending order. */
  readonly stages: readonly StageGrade[]
  /** null as long as a stage is. */
  readonly points: number | null
  readonly maxPoints: number
}

/**
 * A stage of the course that is not in the result, because the submission does not claim it, has 0 points; one that could not be
 * started too.
 *
 * @param submittedMs ms since 1970 in UTC; undefined: nothing is late
 */
export function gradeOf(
  course: Course,
  result: { readonly stages: readonly StageOutcome[] },
  submittedMs: number | undefined,
): CourseGrade {
  const stages = [...course.stages].map(([stage, { points: maxPoints, dueMs }]): StageGrade => {
    const made = result.stages.find(each => each.stage === stage)
    const late = dueMs === undefined || submittedMs === undefined ? 0 : latePercent(course.late, dueMs, submittedMs)
    if (made !== undefined && isUnknown(made)) return { stage, points: null, maxPoints, latePercent: late }
    const part = made === undefined || made.maxScore === 0 ? 0 : (made.score ?? 0) / made.maxScore
    return { stage, points: toCents(maxPoints * part * (1 - late / 100)), maxPoints, latePercent: late }
  })
  const isKnown = stages.every(({ points }) => points !== null)
  return {
    stages,
    points: isKnown ? toCents(stages.reduce((sum, { points }) => sum + (points ?? 0), 0)) : null,
    maxPoints: toCents(stages.reduce((sum, { maxPoints }) => sum + maxPoints, 0)),
  }
}

function isUnknown({ score, maxScore, undecided = 0 }: StageOutcome): boolean {
  return score === null || (maxScore === 0 && undecided > 0)
}

/** Gradebooks compare at two decimals. */
function toCents(points: number): number {
  return Math.round(points * 100 + 1e-6) / 100
}
