// grades.csv: a row a student, for a spreadsheet. Pure.
import { stringify } from 'csv/sync'
import type { Course } from '../course/course.ts'
import { oneLine } from '../report/printable.ts'
import type { ClassPlan } from './class-plan.ts'
import type { ClassRecord } from './record.ts'
import { countOf } from './scores.ts'
import { courseGradeOf, latestPercent } from './worth.ts'

/** By RFC 4180. No cell begins as a spreadsheet's formula does. */
export function toGradesCsv(plan: ClassPlan, records: readonly ClassRecord[], course?: Course): string {
  const heading = [
    ...['student', 'id', 'name', 'email', 'github', 'submission', 'status', 'score', 'max_score', 'percent'],
    ...(course === undefined ? [] : ['points', 'max_points', 'late_percent']),
    ...plan.stages.flatMap(stage => [`stage_${stage}`, `max_stage_${stage}`]),
    ...['passed', 'failed', 'skipped', 'undecided', 'left_behind', 'note', 'suite', 'seed', 'submission_sha256'],
  ]
  const rows = records.map(record => toRow(plan, record, course))
  return stringify([heading, ...rows], { escape_formulas: true, record_delimiter: '\r\n' })
}

function toRow(plan: ClassPlan, record: ClassRecord, course: Course | undefined): (string | number | null)[] {
  const { student, submission, status, score, maxScore, stages, verdicts, leftBehind, reason, digest } = record
  const percent = score === null || maxScore === 0 ? null : Math.round((score / maxScore) * 10_000) / 100
  return [
    ...[student.key, student.id, student.name, student.email, student.github, submission],
    ...[status, score, maxScore, percent],
    ...(course === undefined ? [] : pointsOf(record, course)),
    ...stages.flatMap(stage => [stage.score, stage.maxScore]),
    ...(['passed', 'failed', 'skipped', 'undecided'] as const).map(verdict => countOf(verdicts, verdict)),
    ...[leftBehind, reason === null ? null : oneLine(reason), plan.suite.version, plan.seed, digest],
  ]
}

function pointsOf(record: ClassRecord, course: Course): (number | null)[] {
  const grade = courseGradeOf(record, course)
  return [grade.points, grade.maxPoints, latestPercent(record, grade)]
}
