// What is known of one student after a run: a row of every table. Plain data, kept as JSON beside the student's report; from
// these files alone everything else is written again.
import type { StageNumber, Verdict } from '../result.ts'

export const RECORD_SCHEMA = 'hopwise-class/1'

/**
 * `graded`: to its end. `stopped`: its time was up; what had been made counts. `refused`: there was nothing that could be
 * graded, by its own fault. `absent`: on the roster, and handed in nothing. `failed`: the grader could not, and nothing is
 * known: it is tried again by the next run.
 */
export type Status = 'graded' | 'stopped' | 'refused' | 'absent' | 'failed'

export interface Student {
  readonly key: string
  readonly name: string | null
  /** The number or word by which the roster knows him. */
  readonly id: string | null
  readonly email: string | null
  readonly github: string | null
  /** When he handed in, as the roster says it: a moment with its time zone. */
  readonly submitted: string | null
}

export interface ClassRecord {
  readonly schema: typeof RECORD_SCHEMA
  readonly student: Student
  /** The entry's name in the class's folder; null where nothing was handed in. */
  readonly submission: string | null
  /** SHA-256 of what was handed in: of a folder's files, or of the archive. */
  readonly digest: string | null
  readonly status: Status
  /** One line; null where it was graded to its end. */
  readonly reason: string | null
  /** How long the submission had; of use where that was not enough. */
  readonly budgetMs: number
  /** Out of the points of the class's plan; null: no score, which is not none of the points. */
  readonly score: number | null
  readonly maxScore: number
  readonly stages: readonly StageScore[]
  /** The worst verdict of each check over the stages at which it was made, by id. */
  readonly verdicts: Readonly<Record<string, Verdict>>
  readonly leftBehind: number
  readonly warnings: readonly string[]
}

export interface StageScore {
  readonly stage: StageNumber
  readonly score: number | null
  readonly maxScore: number
}
