// `npm run grade`: the instructor's view. Only wires: reads the command line (or asks, on a terminal without flags), grades,
// reports. Exit status: see exit-status.ts.
import { join } from 'node:path'
import { UsageError } from '../backends/command-line.ts'
import { goOnUnread } from '../backends/unread.ts'
import { exitStatus } from './exit-status.ts'
import { grade, type Watcher } from './grade.ts'
import { chosenFor, toListJson, toListTable } from './listing.ts'
import { askForFlags } from './menu/ask.ts'
import { type GradeOptions, type GradeRequest, HELP, readOptions } from './options.ts'
import { ProgressDisplay } from './progress-display.ts'
import { CHECKS } from './registry.ts'
import { toAutolab } from './report/autolab.ts'
import { toTerminal } from './report/terminal.ts'
import { writeReport } from './report/write-report.ts'
import { ReportWriter } from './report-writer.ts'
import type { GradeResult } from './result.ts'
import { sandboxFor } from './sandbox-for.ts'
import { toShellLine } from './shell-line.ts'
import { readSigner } from './signature/signer.ts'
import { verifyFile } from './signature/verify-file.ts'
import { stopAtSignal } from './stop-signal.ts'
import { end, wantsColour, withoutCommands } from './terminal-output.ts'
import { CannotGrade } from './verdict.ts'
import { gradeInWorker } from './worker/start-worker.ts'

const ROOT = join(import.meta.dirname, '..')

goOnUnread()
try {
  const request = await readOrAsk(process.argv.slice(2))
  switch (request.show) {
    case 'help':
      process.stdout.write(HELP)
      break
    case 'list': {
      const checks = chosenFor(CHECKS, request.stages)
      if (request.json === undefined) process.stdout.write(toListTable(checks))
      else if (request.json === '-') process.stdout.write(toListJson(checks))
      else await writeReport(request.json, toListJson(checks))
      break
    }
    case 'verify': {
      const { isGood, text } = verifyFile(request.file, request.key)
      process.stdout.write(text)
      process.exitCode = isGood ? 0 : 1
      break
    }
    case 'grade':
      process.exitCode = await run(request.options)
  }
} catch (failure) {
  if (!(failure instanceof UsageError) && !(failure instanceof CannotGrade)) throw failure
  process.stderr.write(`grade: ${failure.message}\n`)
  process.exitCode = 2
}
await end()

/** Without flags on a terminal there is a menu; whatever is chosen in it, flags could have said. */
async function readOrAsk(args: readonly string[]): Promise<GradeRequest> {
  const request = readOptions(args, process.env)
  if (request.show !== 'grade' || request.hasFlags || !process.stdin.isTTY || !process.stdout.isTTY) return request
  const flags = await askForFlags(ROOT)
  process.stdout.write(`\nThe same without the menu:\n  ${toShellLine(['npm', 'run', 'grade', '--', ...flags])}\n\n`)
  return readOptions(flags, process.env)
}

async function run(options: GradeOptions): Promise<number> {
  const writer = new ReportWriter(
    options.reports,
    {},
    options.sign === undefined ? undefined : readSigner(options.sign),
  )
  const display = new ProgressDisplay(process.stderr)
  const watcher = {
    onStart: (result: Parameters<typeof exitStatus>[0]) => writer.writeAll(result),
    onProgress: display.show.bind(display),
    onResult: writer.keep.bind(writer),
  }
  try {
    const result = await gradeContained(options, watcher)
    display.end()
    await writer.writeAll(result)
    const asked = writer.forStandardOutput(result)
    const width = process.stdout.columns ?? 100
    const report = () => toTerminal(result, { colour: wantsColour(), verbose: options.verbose, width })
    process.stdout.write(asked ?? withoutCommands(report()))
    if (options.autolab) process.stdout.write(toAutolab(result))
    for (const { notGraded } of result.stages) if (notGraded !== null) process.stderr.write(`grade: ${notGraded}\n`)
    return exitStatus(result)
  } finally {
    display.end()
  }
}

/** What could not run as the grader's own user runs in a process of its own, with namespaces of its own. */
async function gradeContained(options: GradeOptions, watcher: Watcher): Promise<GradeResult> {
  const sandbox = sandboxFor(options, ROOT)
  const signal = stopAtSignal()
  if (sandbox === undefined) return grade(options, ROOT, watcher, signal)
  if (sandbox.kind === 'none') return grade({ ...options, sandboxPlan: sandbox }, ROOT, watcher, signal)
  const wantsAll = options.reports.json !== undefined || options.reports.gradescope !== undefined
  return gradeInWorker({ options, sandbox, root: ROOT, programs: undefined, wantsAll }, watcher, signal)
}
