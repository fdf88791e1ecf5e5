// What stays the same while a class is graded. Types only.
import type { CaptureWish } from '../capture-wish.ts'
import type { Course } from '../course/course.ts'
import type { SandboxPlan } from '../sandbox/plan.ts'
import type { ClassPlan } from './class-plan.ts'

export interface ClassContext {
  readonly plan: ClassPlan
  readonly course: Course | undefined
  /** The root of the grader's tree. */
  readonly root: string
  readonly out: string
  readonly sandbox: SandboxPlan
  readonly programs: Readonly<Record<string, string>>
  /** How many checks of one submission at a time. */
  readonly checksAtATime: number
  readonly budgetMs: number
  readonly extraChecks: string | undefined
  /** Each student's captures go to a folder of his own below this one. */
  readonly captures: CaptureWish | undefined
  /** Puts a signature under a result's JSON. */
  readonly sign: ((json: string) => string) | undefined
}
