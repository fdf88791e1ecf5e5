// Grades a class: several submissions at a time, each once. Never prints: whoever wants to see what happens is told.
import { type ClassFile, differenceOf, readClassFile, type Shard, writeClassFile } from './class-file.ts'
import { digestOf } from './content-digest.ts'
import type { ClassContext } from './context.ts'
import { gradeStudent, type Progress } from './grade-student.ts'
import { type ClassRecord, RECORD_SCHEMA } from './record.ts'
import type { Matched } from './roster.ts'
import { stageScores, sumOf } from './scores.ts'
import { readRecord, writeRecord, writeStudent } from './student-folder.ts'
import type { Submission } from './submission.ts'

export interface ClassRun {
  readonly context: ClassContext
  /** Of the whole class, also where only a share of it is graded. */
  readonly members: readonly Matched<Submission>[]
  readonly shard: Shard
  /** How many submissions at a time. */
  readonly jobs: number
  readonly watcher: ClassWatcher
  readonly signal: AbortSignal
}

export interface ClassWatcher {
  onProgress(key: string, progress: Progress): void
  /** `isNew`: it was graded now, and not by an earlier run. */
  onRecord(record: ClassRecord, isNew: boolean): void
}

/** Of every member of the shard who could be graded before the signal, in the order of the members. */
export async function runClass(run: ClassRun): Promise<ClassRecord[]> {
  const { context, shard, signal } = run
  const own = run.members.filter((_member, index) => index % shard.count === shard.index - 1)
  const isResumed = await takeUp(run, own)
  const records = new Map<string, ClassRecord>()
  const queue = own.values()
  const alone = oneAfterTheOther()
  const work = async () => {
    for (const member of queue) {
      if (signal.aborted) return
      const { key } = member.student
      const known = isResumed ? await readRecord(context.out, key) : undefined
      const { record, isNew } = await recordOf(run, member, known, alone)
      if (record === undefined) return
      records.set(key, record)
      run.watcher.onRecord(record, isNew)
    }
  }
  await Promise.all(Array.from({ length: run.jobs }, work))
  return own.map(({ student }) => records.get(student.key)).filter(record => record !== undefined)
}

/** Writes by what is graded. Resolves with whether records that lie there are by the same. */
async function takeUp({ context, shard }: ClassRun, own: readonly Matched<Submission>[]): Promise<boolean> {
  const { out, plan, course, sandbox } = context
  const last = await readClassFile(out)
  const students = own.map(({ student }) => student.key)
  const file: ClassFile = { schema: RECORD_SCHEMA, plan, course, shard, students, sandbox: sandbox.words }
  await writeClassFile(out, file)
  return last !== undefined && differenceOf(last.plan, plan) === undefined
}

async function recordOf(
  { context, watcher, signal }: ClassRun,
  { student, submission }: Matched<Submission>,
  known: ClassRecord | undefined,
  alone: <Result>(act: () => Promise<Result>) => Promise<Result>,
): Promise<{ record: ClassRecord | undefined; isNew: boolean }> {
  if (submission === undefined) {
    const record = absent(context, student)
    await writeStudent(context.out, record, undefined)
    return { record, isNew: false }
  }
  const digest = await digestOf(submission)
  if (known !== undefined && isStillGood(known, digest, context.budgetMs)) {
    // The roster may have learnt his name since.
    const record = { ...known, student }
    await writeRecord(context.out, record)
    return { record, isNew: false }
  }
  const onProgress = (progress: Progress) => watcher.onProgress(student.key, progress)
  const record = await gradeStudent(context, { student, submission, digest, alone, onProgress, signal })
  return { record, isNew: true }
}

function isStillGood({ digest, status, budgetMs }: ClassRecord, now: string | null, nowMs: number): boolean {
  if (now === null || digest !== now || status === 'failed' || status === 'absent') return false
  return status !== 'stopped' || budgetMs >= nowMs
}

function absent({ plan, budgetMs }: ClassContext, student: ClassRecord['student']): ClassRecord {
  const stages = stageScores(plan, undefined).map(stage => ({ ...stage, score: null }))
  return {
    schema: RECORD_SCHEMA,
    student,
    submission: null,
    digest: null,
    status: 'absent',
    reason: 'nothing was handed in',
    budgetMs,
    score: null,
    maxScore: sumOf(stages).maxScore,
    stages,
    verdicts: {},
    leftBehind: 0,
    warnings: [],
  }
}

function oneAfterTheOther(): <Result>(act: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return act => {
    const mine = last.then(act)
    last = mine.catch(() => {})
    return mine
  }
}
