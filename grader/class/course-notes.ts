// What an instructor must know of how a course was applied to a class, and sees in no table. Pure.
import type { Course } from '../course/course.ts'
import { counted, points } from '../report/wording.ts'
import type { CanvasFilled } from './canvas-csv.ts'
import type { ClassRecord } from './record.ts'

/** One line each. */
export function courseNotes(
  course: Course | undefined,
  records: readonly ClassRecord[],
  canvas: Pick<CanvasFilled, 'column' | 'possible'> | undefined,
): string[] {
  if (course === undefined) return []
  const stages = [...course.stages.values()]
  const maxPoints = stages.reduce((sum, each) => sum + each.points, 0)
  const isDue = course.late.percentPerDay > 0 && stages.some(({ dueMs }) => dueMs !== undefined)
  const untimed = records.filter(({ submission, student }) => submission !== null && student.submitted == null)
  const notes: string[] = []
  if (isDue && untimed.length > 0)
    notes.push(
      `of ${counted(untimed.length, 'submission')} the roster's column submitted says no moment: they count as in time (${untimed[0]?.student.key}${untimed.length > 1 ? ', …' : ''})`,
    )
  if (canvas !== undefined && Math.abs(canvas.possible - maxPoints) > 0.005)
    notes.push(
      `${canvas.column} is worth ${points(canvas.possible)} in Canvas and ${points(maxPoints)} in the course: points were scaled to the former`,
    )
  return notes
}
