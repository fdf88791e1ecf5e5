// Of a course, the part that an assignment is about. Pure.
import type { StageNumber } from '../result.ts'
import { CannotGrade } from '../verdict.ts'
import type { Course } from './course.ts'

/**
 * Stages of other assignments are not missing in this one.
 *
 * @param file names the course
 * @throws CannotGrade where a stage is worth nothing in it
 */
export function onlyStages(course: Course, stages: readonly StageNumber[], file: string): Course {
  const worthless = stages.filter(stage => !course.stages.has(stage))
  if (worthless.length > 0)
    throw new CannotGrade(
      `${file}: stage ${worthless.join(', ')} is worth nothing there; add its points, or leave it out of --stages`,
    )
  return { ...course, stages: new Map([...course.stages].filter(([stage]) => stages.includes(stage))) }
}
