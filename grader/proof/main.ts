// `npm run impostors`: grades every impostor whole, at the stage of its mistake, and compares with what the catalogue says that it
// fails. Only wires.
import { join } from 'node:path'
import { readFlags, UsageError } from '../../backends/command-line.ts'
import { goOnUnread } from '../../backends/unread.ts'
import { IMPOSTORS } from '../impostors/catalogue.ts'
import { findImpostor } from '../impostors/find-impostor.ts'
import type { Impostor } from '../impostors/impostor.ts'
import { stopAtSignal } from '../stop-signal.ts'
import { end } from '../terminal-output.ts'
import { CannotGrade } from '../verdict.ts'
import { compare } from './comparison.ts'

const ROOT = join(import.meta.dirname, '..', '..')
/** A program that is wrong is mostly waited for. */
const AT_A_TIME = 2

const HELP = `Usage: npm run impostors                grade every impostor whole, at the stage of its mistake, and exit 0 (each fails what the
                                        catalogue says, and nothing else), 1 (one does not) or 2 (bad usage); takes a
                                        quiet machine and about half an hour
       npm run impostors -- NAME…       only these
       npm run impostors -- --list      their names, and what is wrong with each
`

goOnUnread()
try {
  const options = { list: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const
  const { positionals, values } = readFlags(
    { allowPositionals: true, options },
    'npm run impostors -- --help lists the flags',
  )
  const chosen = positionals.length === 0 ? IMPOSTORS : positionals.map(findImpostor)
  if (values.help) process.stdout.write(HELP)
  else if (values.list) list(chosen)
  else process.exitCode = await run(chosen)
} catch (failure) {
  if (!(failure instanceof UsageError) && !(failure instanceof CannotGrade)) throw failure
  process.stderr.write(`impostors: ${failure.message}\n`)
  process.exitCode = 2
}
await end()

function list(chosen: readonly Impostor[]): void {
  for (const { stage, name, sentence, lawful } of chosen)
    process.stdout.write(`stage ${stage}  ${name.padEnd(36)}  ${sentence}${lawful ? ' (lawful: passes)' : ''}\n`)
}

async function run(chosen: readonly Impostor[]): Promise<0 | 1> {
  const signal = stopAtSignal()
  const left = [...chosen]
  let done = 0
  let same = 0
  const work = async () => {
    for (let impostor = left.shift(); impostor !== undefined; impostor = left.shift()) {
      const { name, stage } = impostor
      const { failed, besideOthers, differences, durationMs } = await compare(impostor, ROOT, signal)
      if (signal.aborted) return
      done += 1
      if (differences.length === 0) same += 1
      const incidental = besideOthers.length === 0 ? '' : ` (and only beside others ${besideOthers.join(', ')})`
      const what = differences.length === 0 ? `fails ${failed.length}, as it says${incidental}` : differences.join('; ')
      const place = `${done}/${chosen.length} ${name} (stage ${stage}, ${(durationMs / 1000).toFixed(1)} s)`
      process.stdout.write(`${place}: ${what}\n`)
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
  if (signal.aborted) return 1
  process.stdout.write(`${same} of ${chosen.length} fail what they say, and nothing else\n`)
  return same === chosen.length ? 0 : 1
}
