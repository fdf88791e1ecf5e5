// `npm run impostors [-- --record] [NAME…]`: grades every impostor (or these) whole, at the stage of its mistake, and compares
// with the recorded table. Exit status: 0 as recorded, 1 otherwise, 2 for bad usage. Takes a quiet machine and half an hour.
import { join } from 'node:path'
import { readFlags, UsageError } from '../../backends/command-line.ts'
import { grade } from '../grade.ts'
import { readOptions } from '../options.ts'
import { stopAtSignal } from '../stop-signal.ts'
import { end } from '../terminal-output.ts'
import { IMPOSTORS } from './catalogue.ts'
import type { Impostor } from './impostor.ts'
import { readTable, writeTable } from './table.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const QUIET = { onStart: async () => {}, onProgress: () => {}, onResult: () => {} }

try {
  const { values, positionals } = readFlags(
    { allowPositionals: true, options: { record: { type: 'boolean', default: false } } },
    'npm run impostors -- [--record] [NAME…]',
  )
  const chosen = positionals.length === 0 ? IMPOSTORS : positionals.map(findImpostor)
  process.exitCode = await run(chosen, values.record)
} catch (failure) {
  if (!(failure instanceof UsageError)) throw failure
  process.stderr.write(`impostors: ${failure.message}\n`)
  process.exitCode = 2
}
await end()

function findImpostor(name: string): Impostor {
  const found = IMPOSTORS.find(each => each.name === name)
  if (found === undefined) throw new UsageError(`there is no impostor ${name}`)
  return found
}

async function run(chosen: readonly Impostor[], record: boolean): Promise<0 | 1> {
  const stop = stopAtSignal()
  let differences = 0
  for (const [index, impostor] of chosen.entries()) {
    const { name, stage, fails } = impostor
    const request = readOptions(
      ['--subject', `impostor:${name}`, '--stages', `${stage}`, '--backends', 'embedded', '--seed', '20261123'],
      {},
    )
    if (request.show !== 'grade') throw new Error('the command line asks for no grading')
    const result = await grade(request.options, ROOT, QUIET, stop)
    if (stop.aborted) return 1
    const idsWith = (verdict: string) => result.checks.filter(check => check.verdict === verdict).map(({ id }) => id)
    const failed = idsWith('failed').sort()
    const table = readTable()
    const recorded = [...(table[name] ?? [])].sort()
    const missing = fails.filter(id => !failed.includes(id))
    const more = failed.filter(id => !recorded.includes(id))
    const less = recorded.filter(id => !failed.includes(id))
    const undecided = idsWith('undecided')
    const isSame = missing.length + more.length + less.length + undecided.length === 0
    if (!isSame) differences += 1
    const words = [
      ['misses what it is there for', missing],
      ['fails more than recorded', more],
      ['fails less than recorded', less],
      ['undecided', undecided],
    ] as const
    const said = words.filter(([, ids]) => ids.length > 0).map(([what, ids]) => `${what}: ${ids.join(', ')}`)
    const seconds = (result.durationMs / 1000).toFixed(1)
    process.stdout.write(
      `${index + 1}/${chosen.length} ${name} (stage ${stage}, ${seconds} s): ${isSame ? `fails ${failed.length}, as recorded` : said.join('; ')}\n`,
    )
    if (record) writeTable({ ...table, [name]: failed })
  }
  process.stdout.write(`${chosen.length - differences} of ${chosen.length} as recorded\n`)
  return differences === 0 ? 0 : 1
}
