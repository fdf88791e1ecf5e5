// `npm run impostors [-- --record] [NAME…]`: grades every impostor (or these) whole, at the stage of its mistake, and compares
// with the recorded table. Exit status: 0 as recorded, 1 otherwise, 2 for bad usage. Takes a quiet machine and half an hour.
import { join } from 'node:path'
import { readFlags, UsageError } from '../../backends/command-line.ts'
import { stopAtSignal } from '../stop-signal.ts'
import { end } from '../terminal-output.ts'
import { IMPOSTORS } from './catalogue.ts'
import { compare } from './comparison.ts'
import type { Impostor } from './impostor.ts'
import { readTable, writeTable } from './table.ts'

const ROOT = join(import.meta.dirname, '..', '..')

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
  const signal = stopAtSignal()
  let same = 0
  for (const [index, impostor] of chosen.entries()) {
    const { name, stage } = impostor
    const table = readTable()
    const { failed, differences, durationMs } = await compare(impostor, table[name] ?? [], ROOT, signal)
    if (signal.aborted) return 1
    if (differences.length === 0) same += 1
    const what = differences.length === 0 ? `fails ${failed.length}, as recorded` : differences.join('; ')
    const place = `${index + 1}/${chosen.length} ${name} (stage ${stage}, ${(durationMs / 1000).toFixed(1)} s)`
    process.stdout.write(`${place}: ${what}\n`)
    if (record) writeTable({ ...table, [name]: failed })
  }
  process.stdout.write(`${same} of ${chosen.length} as recorded\n`)
  return same === chosen.length ? 0 : 1
}
