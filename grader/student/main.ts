// `npm run check N`: the student's view of one stage, once or after every save. Only wires. Exit status: see
// exit-status.ts; 0 for a watch that was ended.
import { join, resolve } from 'node:path'
import { UsageError } from '../../backends/command-line.ts'
import { goOnUnread } from '../../backends/unread.ts'
import { exitStatus } from '../exit-status.ts'
import { grade } from '../grade.ts'
import { ProgressDisplay } from '../progress-display.ts'
import { CHECKS } from '../registry.ts'
import { toCheckLine } from '../repeat-command.ts'
import { toStudentTerminal } from '../report/student-terminal.ts'
import type { GradeResult, StageNumber } from '../result.ts'
import { stopAtSignal } from '../stop-signal.ts'
import { findSubject } from '../subjects/find-subject.ts'
import { end, wantsColour } from '../terminal-output.ts'
import { usualJobs } from '../usual-jobs.ts'
import { CannotGrade } from '../verdict.ts'
import { failuresIn, withStanding } from './last-check.ts'
import { readLastCheck, writeLastCheck } from './last-check-file.ts'
import { type CheckOptions, HELP, readCheckRequest } from './options.ts'
import { failuresAfter, toPlan } from './plan.ts'
import { watchSaves } from './save-watcher.ts'
import { againLine, CLEAR_SCREEN, idleLine } from './watch-lines.ts'
import { Watching } from './watch-loop.ts'

const ROOT = join(import.meta.dirname, '..', '..')

goOnUnread()
try {
  const request = readCheckRequest(process.argv.slice(2), process.env)
  if (request.show === 'help') process.stdout.write(HELP)
  else process.exitCode = await (request.options.watch ? watch(request.options) : once(request.options))
} catch (failure) {
  if (!isExpected(failure)) throw failure
  complain(failure)
  process.exitCode = 2
}
await end()

async function once(options: CheckOptions): Promise<number> {
  return exitStatus(await check(options, await lastFailures(options), stopAtSignal()))
}

async function watch(options: CheckOptions): Promise<number> {
  // What is wrong with the command line ends it; what is wrong with the files is mended by the next save.
  findSubject(options.subject, ROOT)
  const folder = options.subject === 'reference' ? ROOT : resolve(options.subject)
  let failures = await lastFailures(options)
  const watching = new Watching({
    async run(saved, signal) {
      if (process.stdout.isTTY) process.stdout.write(CLEAR_SCREEN)
      if (saved.length > 0) process.stdout.write(againLine(options.stage, saved))
      try {
        failures = failuresAfter(await check(options, failures, signal), failures)
      } catch (failure) {
        if (!isExpected(failure)) throw failure
        complain(failure)
      }
    },
    onIdle: () => process.stdout.write(idleLine(folder)),
  })
  const saves = watchSaves(folder, paths => watching.saved(paths))
  stopAtSignal().addEventListener('abort', () => watching.end())
  try {
    await watching.untilEnd()
  } finally {
    saves.close()
  }
  return 0
}

async function check(options: CheckOptions, failures: readonly string[], signal: AbortSignal): Promise<GradeResult> {
  const display = new ProgressDisplay(process.stderr)
  const watcher = {
    onStart: async () => {},
    onProgress: display.show.bind(display),
    onResult: () => {},
  }
  try {
    const plan = toPlan(options, CHECKS, failures, usualJobs())
    const result = await grade(plan, ROOT, watcher, signal)
    display.end()
    // A run that a save has stopped has nothing to say: the next one says it.
    if (result.complete || !options.watch) process.stdout.write(toReport(result, options))
    if (result.complete && isWhole(options)) await leaveForLadder(options, result)
    return result
  } finally {
    display.end()
  }
}

function toReport(result: GradeResult, { verbose, only, subject }: CheckOptions): string {
  const width = process.stdout.columns ?? 100
  const command = (stage: StageNumber) => toCheckLine(subject, stage)
  return toStudentTerminal(result, { colour: wantsColour(), verbose, width, isPart: only !== undefined, command })
}

/** Only all checks of a stage of this tree say how it stands. */
function isWhole({ subject, only }: CheckOptions): boolean {
  return subject === 'reference' && only === undefined
}

async function leaveForLadder({ stage }: CheckOptions, result: GradeResult): Promise<void> {
  await writeLastCheck(ROOT, withStanding(await readLastCheck(ROOT), stage, result))
}

async function lastFailures({ subject, stage }: CheckOptions): Promise<string[]> {
  return subject === 'reference' ? failuresIn(await readLastCheck(ROOT), stage) : []
}

function isExpected(failure: unknown): failure is Error {
  return failure instanceof UsageError || failure instanceof CannotGrade
}

function complain(failure: Error): void {
  process.stderr.write(`check: ${failure.message}\n`)
}
