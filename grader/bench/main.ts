// npm run bench: sets a stage beside nginx and HAProxy over the same backends, under the same load, on this machine.
// Only wires. What is started here ends here, also on Ctrl-C.

import { writeFileSync } from 'node:fs'
import { CannotMeasure } from './cannot-measure.ts'
import { setUp } from './lab.ts'
import { type Options, parseOptions, usage } from './options.ts'
import { placeHere } from './placement.ts'
import { demandPrograms } from './programs.ts'
import { describeSetting, type Result, toHeading, toResult } from './report.ts'
import { interleave } from './rounds.ts'
import { chooseBalancers } from './subjects.ts'
import { toTable } from './table.ts'
import { measure } from './wrk.ts'

// Long enough for Node to compile what the load runs hot, and for pools to fill.
const warmUpSeconds = 1

const interrupted = new AbortController()
// Not `once`: npm passes the terminal's Ctrl-C on, and the second one must not cut the tidying short.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => interrupted.abort())

try {
  await bench(process.argv.slice(2))
} catch (error) {
  if (interrupted.signal.aborted) process.exitCode = 130
  else if (error instanceof CannotMeasure) {
    console.error(`bench: ${error.message}`)
    process.exitCode = 2
  } else throw error
}

async function bench(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return console.log(usage)
  const options = parseOptions(args)
  demandPrograms(['wrk', 'nginx', ...options.peers.filter(peer => peer !== 'nginx')])
  const balancers = chooseBalancers(options.stage, options.peers)
  const placement = placeHere()
  const setting = describeSetting(options, placement)
  // Where JSON is the report on standard output, the tables are by-play.
  const show = options.json === '-' ? console.error : console.log
  show(toHeading(setting))

  await using stack = new AsyncDisposableStack()
  const plan = { balancers, placement, backendRequests: options.backendRequests }
  const subjects = await setUp(plan, stack, interrupted.signal)
  const results: Result[] = []
  for (const clients of options.clients) {
    const load = { clients, seconds: options.seconds, scenario: options.scenario, cores: placement.load }
    await interleave(subjects, 1, subject => measure(subject, { ...load, seconds: warmUpSeconds }, interrupted.signal))
    const samples = await interleave(subjects, options.rounds, (subject, round) => {
      note(`${clients} clients, round ${round} of ${options.rounds}: ${subject.name}`)
      return measure(subject, load, interrupted.signal)
    })
    note('')
    const result = toResult(clients, samples)
    show(`\n${toTable(`${clients} ${clients === 1 ? 'client' : 'clients'}`, result.summaries, result.ratios)}`)
    results.push(result)
  }
  writeReport(options, { ...setting, results })
}

/** One line that the next one replaces; only for someone who is watching. */
function note(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}

function writeReport({ json }: Options, report: object): void {
  if (json === undefined) return
  const text = `${JSON.stringify(report, null, 2)}\n`
  if (json === '-') process.stdout.write(text)
  else writeFileSync(json, text)
}
