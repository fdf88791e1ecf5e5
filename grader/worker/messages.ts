// What a grading process and whoever started it tell each other. Types only: plain data, as JSON carries it.
import type { GradeOptions } from '../options.ts'
import type { GradeResult } from '../result.ts'
import type { Progress } from '../runner.ts'
import type { SandboxPlan } from '../sandbox/plan.ts'
import type { ResultPart } from './result-part.ts'

export interface Job {
  readonly options: GradeOptions
  /** Undefined: the subject is trusted, and nothing contains it. */
  readonly sandbox: SandboxPlan | undefined
  /** The root of the tree of the grader. */
  readonly root: string
  /** Versions of system programs, where they are known already. */
  readonly programs: Readonly<Record<string, string>> | undefined
  /** Results that are not the last are wanted, too. */
  readonly wantsAll: boolean
}

export type ToWorker = { readonly job: Job } | { readonly stop: true }

export type FromWorker =
  | { readonly started: GradeResult }
  | { readonly progress: Progress }
  | { readonly result: ResultPart }
  | { readonly done: ResultPart }
  /** It could not be graded: one line, and whether what was to be graded is itself the reason. */
  | { readonly fault: string; readonly isOfSubject: boolean }
