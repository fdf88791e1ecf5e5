// course.json: what the stages are worth in a course, when they are due, and what lateness costs. It knows the file's shape
// and how to tell what is wrong with it. Reads one file.
import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { whyUnreadable } from '../../backends/unreadable.ts'
import type { StageNumber } from '../result.ts'
import { number, someText, strictObject, tellIssue } from '../shape.ts'
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

const percent = number(0, 100)
const stage = v.optional(strictObject({ points: number(0, 100_000), due: v.optional(moment) }))
const SHAPE = strictObject({
  name: v.optional(someText()),
  stages: strictObject({ 1: stage, 2: stage, 3: stage, 4: stage, 5: stage, 6: stage }),
  late: v.optional(
    strictObject({
      grace_minutes: v.optional(number(0, 60 * 24 * 365), 0),
      percent_per_day: percent,
      cap_percent: v.optional(percent, 100),
    }),
  ),
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
  const { success, output, issues } = v.safeParse(SHAPE, said)
  if (!success) throw new CannotGrade(`${file}: ${tellIssue(issues, 'the course')}`)
  const { name, stages, late } = output
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
export function toCourseJson({ name, stages, late }: Course): v.InferOutput<typeof SHAPE> {
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
    const why = whyUnreadable(error)
    if (why !== undefined) throw new CannotGrade(`${file}: ${why}`)
    if (code !== undefined) throw new CannotGrade(`${file}: cannot be read: ${message}`)
    throw new CannotGrade(`${file}: not JSON: ${message.replace(/\s+/g, ' ')}`)
  }
}
