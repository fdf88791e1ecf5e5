// Gradescope's results.json in the points of a course, lateness taken off. A pure function of a result, a course and two moments.
import type { Course } from '../../course/course.ts'
import { type CourseGrade, gradeOf } from '../../course/grade-of.ts'
import { toGradescope } from '../../report/gradescope.ts'
import type { GradeResult, StageNumber } from '../../result.ts'
import type { Metadata } from './metadata.ts'

export interface Asked {
  readonly course: Course
  readonly metadata: Metadata
  /** What all checks of a stage are worth together, made or not, in the grader's own points. */
  readonly pointsOf: (stage: StageNumber) => number
}

/**
 * Each test in the course's points, so that they add up to what the course says; the whole with what lateness costs. A stage that was
 * not handed in is a test of its own, with no points. Of a run that was not finished the checks that are missing have none.
 */
export function toResults(result: GradeResult, { course, metadata, pointsOf }: Asked): string {
  const due = withDue(course, metadata.dueMs)
  const whole = {
    ...result,
    stages: result.stages.map(stage => ({ ...stage, maxScore: maxOf(result, stage, pointsOf) })),
  }
  const grade = gradeOf(due, whole, metadata.submittedMs)
  const factor = new Map(whole.stages.map(({ stage, maxScore }) => [stage, worth(course, stage) / (maxScore || 1)]))
  const scale = (points: number, stage: StageNumber) => points * (factor.get(stage) ?? 0)
  const checks = result.checks.map(check => ({
    ...check,
    score: scale(check.score, check.stage),
    maxScore: scale(check.maxScore, check.stage),
  }))
  const said = JSON.parse(toGradescope({ ...result, checks })) as { output: string; tests: object[] }
  const missing = grade.stages.filter(({ stage }) => !result.stages.some(each => each.stage === stage))
  const { score: _overruled, ...rest } = said as typeof said & { score?: number }
  return `${JSON.stringify(
    {
      ...(grade.points === null ? {} : { score: grade.points }),
      ...rest,
      output: [...lines(grade), said.output].join('\n'),
      tests: [...said.tests, ...missing.map(notHandedIn)],
    },
    null,
    2,
  )}\n`
}

/** What is written where nothing could be graded and the submission is the reason: one line that says what and how to mend it. */
export function toRefusal(message: string): string {
  return `${JSON.stringify({ score: 0, visibility: 'visible', output_format: 'text', output: message, tests: [] }, null, 2)}\n`
}

function maxOf({ complete }: GradeResult, stage: GradeResult['stages'][number], pointsOf: Asked['pointsOf']): number {
  return complete ? stage.maxScore : Math.max(stage.maxScore, pointsOf(stage.stage))
}

function worth(course: Course, stage: StageNumber): number {
  return course.stages.get(stage)?.points ?? 0
}

/** What the course says of a due date wins; else the platform's. */
function withDue(course: Course, dueMs: number | undefined): Course {
  const stages = [...course.stages].map(([stage, each]) => [stage, { ...each, dueMs: each.dueMs ?? dueMs }] as const)
  return { ...course, stages: new Map(stages) }
}

function lines({ points, maxPoints, stages }: CourseGrade): string[] {
  const late = stages.filter(({ latePercent }) => latePercent > 0)
  return [
    points === null ? 'Not all could be judged: no points yet.' : `${points} of ${maxPoints} points.`,
    ...late.map(({ stage, latePercent }) => `Stage ${stage} came late: ${latePercent} % of its points are taken off.`),
  ]
}

function notHandedIn({ stage, maxPoints }: CourseGrade['stages'][number]): object {
  return {
    number: `${stage}.1`,
    name: `Stage ${stage} was not handed in.`,
    score: 0,
    max_score: maxPoints,
    status: 'failed',
    output: `Neither stages/0${stage}-…/main.ts nor a run for stage ${stage} in proxy.json is there.`,
    tags: [`stage${stage}`],
  }
}
