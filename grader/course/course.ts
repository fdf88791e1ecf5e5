// course.json: what the stages are worth in a course, when they are due, and what lateness costs. It knows the file's shape
// and how to tell what is wrong with it. Reads one file.
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { StageNumber } from '../result.ts'
import { CannotGrade } from '../verdict.ts'
import { type LatePolicy, NO_PENALTY } from './late-policy.ts'
import { moment } from './moment.ts'

export interface CourseStage {
  /** What all checks of the stage together are worth. */
  readonly points: number
  /** ms since 1970 in UTC; undefined: nothing is late. */
  readonly dueMs: number | undefined
}

export interface Course {
  readonly name: string | undefined
  /** In ascending order. A stage that is not there is worth nothing. */
  readonly stages: ReadonlyMap<StageNumber, CourseStage>
  readonly late: LatePolicy
}

const STAGES = [1, 2, 3, 4, 5, 6] as const

const percent = z.number().min(0).max(100)
const stage = z.strictObject({ points: z.number().min(0).max(100_000), due: moment.optional() })
const SHAPE = z.strictObject({
  name: z.string().min(1).optional(),
  stages: z.strictObject({ 1: stage, 2: stage, 3: stage, 4: stage, 5: stage, 6: stage }).partial(),
  late: z
    .strictObject({
      grace_minutes: z
        .number()
        .min(0)
        .max(60 * 24 * 365)
        .default(0),
      percent_per_day: percent,
      cap_percent: percent.default(100),
    })
    .optional(),
})

/** @throws CannotGrade: one line that names the file, the place and the fault */
export function readCourse(file: string): Course {
  return toCourse(readJson(file), file)
}

/**
 * @param file where `said` was read
 * @throws CannotGrade as readCourse
 */
export function toCourse(said: unknown, file: string): Course {
  const { success, data, error } = SHAPE.safeParse(said)
  if (!success) throw new CannotGrade(`${file}: ${tellIssue(error)}`)
  const { name, stages, late } = data
  const worth = new Map<StageNumber, CourseStage>()
  for (const number of STAGES) {
    const stage = stages[number]
    if (stage === undefined) continue
    worth.set(number, { points: stage.points, dueMs: stage.due === undefined ? undefined : Date.parse(stage.due) })
  }
  if (worth.size === 0)
    throw new CannotGrade(`${file}: stages: no stage is worth anything; add such as "1": { "points": 10 }`)
  return {
    name,
    stages: worth,
    late:
      late === undefined
        ? NO_PENALTY
        : { graceMinutes: late.grace_minutes, percentPerDay: late.percent_per_day, capPercent: late.cap_percent },
  }
}

/** As the file says it, moments in UTC: two courses that mean the same are the same. */
export function toCourseJson({ name, stages, late }: Course): z.input<typeof SHAPE> {
  const worth = [...stages].map(([number, { points, dueMs }]) => [
    number,
    dueMs === undefined ? { points } : { points, due: new Date(dueMs).toISOString() },
  ])
  return {
    ...(name === undefined ? {} : { name }),
    stages: Object.fromEntries(worth),
    late: { grace_minutes: late.graceMinutes, percent_per_day: late.percentPerDay, cap_percent: late.capPercent },
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new CannotGrade(`${file}: no such file`)
    if (code !== undefined) throw new CannotGrade(`${file}: cannot be read: ${message}`)
    throw new CannotGrade(`${file}: not JSON: ${message.replace(/\s+/g, ' ')}`)
  }
}

/** The first thing that is wrong, with its place: `stages.3.due: expected …`. */
function tellIssue(error: z.ZodError): string {
  const [issue] = error.issues
  const place = issue?.path.join('.') || 'the course'
  return `${place}: ${(issue?.message ?? 'malformed').replace(/\s+/g, ' ')}`
}
