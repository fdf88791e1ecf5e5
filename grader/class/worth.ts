// What a record is worth: by the course where there is one, else in the checks' own points. Pure.
import type { Course } from '../course/course.ts'
import { type CourseGrade, gradeOf } from '../course/grade-of.ts'
import type { ClassRecord } from './record.ts'

export interface Worth {
  /** null: nobody knows, which is not none of the points. */
  readonly points: number | null
  readonly maxPoints: number
}

export function worthOf(record: ClassRecord, course: Course | undefined): Worth {
  if (course !== undefined) return courseGradeOf(record, course)
  return { points: record.score, maxPoints: record.maxScore }
}

/** Whoever handed in nothing, and of whom it is not known when he did, is not late. */
export function courseGradeOf({ student, submission, stages }: ClassRecord, course: Course): CourseGrade {
  const isTimed = submission !== null && student.submitted != null
  return gradeOf(course, { stages }, isTimed ? Date.parse(student.submitted) : undefined)
}

/** The percent of the stage that lateness has cost most. Null where nothing was handed in. */
export function latestPercent({ submission }: ClassRecord, { stages }: CourseGrade): number | null {
  return submission === null ? null : Math.max(0, ...stages.map(({ latePercent }) => latePercent))
}
