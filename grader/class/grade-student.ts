// Grades one submission of a class, whatever it does, and makes a record of it. EDGE: reads and writes files, starts the
// process that grades, reads the clock.
import { join, resolve } from 'node:path'
import type { GradeOptions } from '../options.ts'
import type { GradeResult, StageNumber } from '../result.ts'
import { findSubject } from '../subjects/find-subject.ts'
import { SubjectFault } from '../verdict.ts'
import { gradeInWorker } from '../worker/start-worker.ts'
import type { ClassContext } from './context.ts'
import { NotGradable } from './not-gradable.ts'
import { openSubmission } from './open-submission.ts'
import { type ClassRecord, RECORD_SCHEMA, type Student } from './record.ts'
import { stageScores, sumOf, worstVerdicts } from './scores.ts'
import { unpackedFolder, writeStudent } from './student-folder.ts'
import type { Submission } from './submission.ts'

export interface Progress {
  readonly done: number
  readonly total: number
}

export interface StudentRun {
  readonly student: Student
  readonly submission: Submission
  /** Null: it could not be read. */
  readonly digest: string | null
  /** Of programs that cannot be told their port only one runs at a time, where they share the machine's ports. */
  readonly alone: <Result>(act: () => Promise<Result>) => Promise<Result>
  readonly onProgress: (progress: Progress) => void
  readonly signal: AbortSignal
}

/** Undefined: the run was stopped before anything could be said. Never rejects for what a submission does. */
export async function gradeStudent(context: ClassContext, run: StudentRun): Promise<ClassRecord | undefined> {
  const { student, submission, signal } = run
  const found = await outcomeOf(context, run)
  if (signal.aborted && found.status !== 'graded') return undefined
  const { result, ...how } = found
  const stages = stageScores(context.plan, result)
  const none = { score: null, stages: stages.map(stage => ({ ...stage, score: null })) }
  const record: ClassRecord = {
    schema: RECORD_SCHEMA,
    student,
    submission: submission.entry,
    digest: run.digest,
    ...how,
    budgetMs: context.budgetMs,
    maxScore: sumOf(stages).maxScore,
    ...(how.status === 'failed' ? none : { score: sumOf(stages).score, stages }),
    verdicts: worstVerdicts(context.plan, result),
    leftBehind: result?.leftBehind.length ?? 0,
    warnings: result?.leftBehind ?? [],
  }
  await writeStudent(context.out, record, result, context.sign)
  return record
}

type Outcome = Pick<ClassRecord, 'status' | 'reason'> & { readonly result: GradeResult | undefined }

async function outcomeOf(context: ClassContext, run: StudentRun): Promise<Outcome> {
  let folder = run.submission.path
  try {
    folder = await openSubmission(run.submission, unpackedFolder(context.out, run.student.key))
    const stages = stagesToGrade(context, folder)
    const result = await graded(context, run, folder, stages)
    const notStarted = result.stages.flatMap(({ notGraded }) => notGraded ?? [])
    const remark = notStarted[0] === undefined ? unclaimed(context, stages) : steady(notStarted[0])
    if (result.complete) return { status: 'graded', reason: remark, result }
    const made = `${result.checks.length} checks were made`
    return {
      status: 'stopped',
      reason: `its time of ${context.budgetMs / 1000} s was up: ${made}, the others give no points`,
      result,
    }
  } catch (fault) {
    if (fault instanceof NotGradable || fault instanceof SubjectFault)
      return { status: 'refused', reason: steady(withoutPath(fault.message, folder)), result: undefined }
    const why = fault instanceof Error ? fault.message : String(fault)
    return { status: 'failed', reason: `the grader could not: ${why}`, result: undefined }
  }
}

function stagesToGrade({ plan, root }: ClassContext, folder: string): StageNumber[] {
  const subject = findSubject(folder, root)
  const stages = plan.stages.filter(stage => subject.stages.includes(stage))
  if (stages.length > 0) return stages
  throw new SubjectFault(`it claims stages ${subject.stages.join(', ')}; graded are ${plan.stages.join(', ')}`)
}

/** A student knows nothing of where his work was unpacked. */
function withoutPath(message: string, folder: string): string {
  return [resolve(folder), folder].reduce(
    (text, path) => text.replace(`${path}: `, 'it ').replaceAll(`${path}/`, '').replaceAll(path, 'it'),
    message,
  )
}

/** Ports, processes and folders are others in every run: the same submission has the same row. */
function steady(message: string): string {
  return message
    .replace(/\S*\/hopwise-subject-[^/\s]+\/copy\/[^/\s]+\//g, './')
    .replace(/\b[1-6]\d{4}\b/g, '{port}')
    .replace(/ \(pid \d+\)/g, '')
}

function unclaimed({ plan }: ClassContext, stages: readonly StageNumber[]): string | null {
  const missing = plan.stages.filter(stage => !stages.includes(stage))
  return missing.length === 0 ? null : `it does not claim stage ${missing.join(', ')}`
}

async function graded(
  context: ClassContext,
  { student, alone, onProgress, signal }: StudentRun,
  folder: string,
  stages: readonly StageNumber[],
): Promise<GradeResult> {
  const { plan, root, sandbox, programs, budgetMs, captures } = context
  const options: GradeOptions = {
    subject: folder,
    stages,
    only: undefined,
    backends: plan.backends,
    startVm: false,
    seed: plan.seed,
    jobs: context.checksAtATime,
    load: false,
    sandbox: sandbox.kind,
    extraChecks: context.extraChecks,
    ...(captures && { captures: { ...captures, folder: join(captures.folder, student.key) } }),
    reports: {},
    autolab: false,
    verbose: false,
  }
  const watcher = { onStart: async () => {}, onProgress, onResult: () => {} }
  const sharesPorts = sandbox.kind === 'none' && findSubject(folder, root).fixedPort !== undefined
  const act = async () => {
    // Its time begins when it is its turn.
    const over = AbortSignal.any([signal, AbortSignal.timeout(budgetMs)])
    return gradeInWorker({ options, sandbox, root, programs, wantsAll: false }, watcher, over)
  }
  return sharesPorts ? alone(act) : act()
}
