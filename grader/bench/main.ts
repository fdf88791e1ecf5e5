// npm run bench: sets a stage beside nginx, HAProxy and others over the same backends, under the same load, on this machine.
// Only wires. What is started here ends here, also on Ctrl-C.

import { UsageError } from '../../backends/command-line.ts'
import { goOnUnread } from '../../backends/unread.ts'
import { stopAtSignal } from '../stop-signal.ts'
import { end } from '../terminal-output.ts'
import { CannotGrade } from '../verdict.ts'
import { benchRow } from './bench.ts'
import { chooseContenders } from './contenders.ts'
import { demandPrograms } from './needed-programs.ts'
import { type Options, parseOptions, usage } from './options.ts'
import { placeHere } from './placement.ts'
import { announce, toRows, withinDescriptors } from './plan.ts'
import { profile } from './profile/profile.ts'
import { describeSetting, type Result, toHeading } from './report.ts'
import { writeReports } from './reports.ts'
import { toTable } from './table.ts'

const signal = stopAtSignal()

goOnUnread()
try {
  const args = process.argv.slice(2)
  const options = parseOptions(args, process.env)
  if (options === undefined) process.stdout.write(usage)
  else await run(options, args)
} catch (error) {
  if (signal.aborted) process.exitCode = 130
  else if (error instanceof UsageError || error instanceof CannotGrade) {
    process.stderr.write(`bench: ${error.message}\n`)
    process.exitCode = 2
  } else throw error
}
await end()

async function run(options: Options, command: readonly string[]): Promise<void> {
  const peers = options.entrants.flatMap(entrant => (entrant.kind === 'peer' ? [entrant.name] : []))
  demandPrograms([...new Set(['wrk', 'nginx', ...(options.profile === undefined ? peers : [])])])
  // Where a report goes to standard output, the tables are by-play.
  const isReport = options.json === '-' || options.html === '-'
  const show = (text: string) => (isReport ? process.stderr : process.stdout).write(`${text}\n`)
  const contenders = chooseContenders(options.profile === undefined ? options.entrants : options.entrants.slice(0, 1))
  const placement = placeHere(options.workers)
  await using stack = new AsyncDisposableStack()
  for (const contender of contenders) {
    await contender.prepare()
    stack.defer(() => contender.dispose())
  }
  if (options.profile !== undefined) {
    return void show(await profile({ ...options, file: options.profile, contenders, placement, signal }))
  }

  const rows = withinDescriptors(toRows(options, contenders), options, show)
  const setting = describeSetting(options, placement)
  show(announce(rows, options.seconds, new Date()))
  show(toHeading(setting))
  const results: Result[] = []
  const write = (complete: boolean) =>
    writeReports(options, { schema: 'hopwise-bench/1', ...setting, command, complete, results })
  await write(false)
  for (const row of rows) {
    for await (const result of benchRow(row, { ...options, placement, signal, note })) {
      show(`\n${toTable(result)}`)
      results.push(result)
      await write(false)
    }
  }
  process.stdout.write(await write(true))
}

/** One line that the next one replaces; only for someone who is watching. */
function note(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}
