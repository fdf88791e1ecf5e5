// `npm run class`: a whole class in one go. Only wires. Exit status: 0 everybody has a row that says what he is worth, 1 the grader
// could not grade somebody or was stopped, 2 bad usage.
import { join } from 'node:path'
import { UsageError } from '../../backends/command-line.ts'
import { goOnUnread } from '../../backends/unread.ts'
import { stopAtSignal } from '../stop-signal.ts'
import { end } from '../terminal-output.ts'
import { CannotGrade } from '../verdict.ts'
import { merge } from './merge.ts'
import { type ClassOptions, HELP, type MergeOptions, readClassRequest } from './options.ts'
import { prepare } from './prepare.ts'
import { ClassProgress } from './progress.ts'
import type { ClassRecord } from './record.ts'
import { runClass } from './run-class.ts'
import { summary } from './summary.ts'
import { readGradebook, writeOutputs } from './write-outputs.ts'

const ROOT = join(import.meta.dirname, '..', '..')

goOnUnread()
try {
  const request = readClassRequest(process.argv.slice(2), process.env)
  if (request.do === 'help') process.stdout.write(HELP)
  else process.exitCode = await (request.do === 'merge' ? together(request.options) : run(request.options))
} catch (failure) {
  const isTold = failure instanceof UsageError || failure instanceof CannotGrade
  if (!isTold && !isOfSystem(failure)) throw failure
  const remedy = isTold ? '' : '; mend it, and run the same command again: it goes on where it was'
  process.stderr.write(`class: ${failure.message}${remedy}\n`)
  process.exitCode = 2
}
await end()

/** As a disk that is full, or a folder that somebody has taken away meanwhile. */
function isOfSystem(failure: unknown): failure is NodeJS.ErrnoException {
  return failure instanceof Error && 'errno' in failure
}

async function run(options: ClassOptions): Promise<number> {
  const { context, members, gradebook } = await prepare(options, ROOT)
  const { out, shard, jobs, canvas } = options
  const signal = stopAtSignal()
  const mine = members.filter((_member, index) => index % shard.count === shard.index - 1)
  process.stderr.write(`sandbox: ${context.sandbox.words}\n`)
  const progress = new ClassProgress(process.stderr, mine.length)
  const records = await runClass({ context, members, shard, jobs, watcher: progress, signal }).finally(() =>
    progress.end(),
  )
  const setting = { plan: context.plan, course: context.course, sandbox: context.sandbox.words }
  const notes = await writeOutputs(out, setting, records, canvas && { ...canvas, text: gradebook ?? '' })
  return tell(records, mine.length, out, notes)
}

async function together({ directories, out, canvas }: MergeOptions): Promise<number> {
  const text = canvas && (await readGradebook(canvas))
  const { file, records } = await merge(directories, out)
  const notes = await writeOutputs(out, file, records, canvas && { ...canvas, text: text ?? '' })
  return tell(records, records.length, out, notes)
}

function tell(records: readonly ClassRecord[], members: number, out: string, notes: readonly string[]): number {
  for (const note of notes) process.stderr.write(`class: ${note}\n`)
  process.stdout.write(summary(records, members, out))
  return records.length < members || records.some(({ status }) => status === 'failed') ? 1 : 0
}
