// Knows the load figures as lines of text.

import type { ChalkInstance } from 'chalk'
import type { LoadResult } from '../result.ts'
import { ratioSentence, toFigures } from './load-figures.ts'
import { oneLine } from './printable.ts'
import { wrap } from './wrap.ts'

const COLUMNS = ['', 'requests/s', 'from', 'to', 'p50 ms', 'p99 ms', 'max ms', 'errors']

interface Layout {
  readonly paint: ChalkInstance
  readonly width: number
}

/** A small table a scenario, its ratio in its title. */
export function loadLines(load: readonly LoadResult[], layout: Layout): string[] {
  return load.flatMap((scenario, i) => [...(i === 0 ? [] : ['']), ...scenarioLines(scenario, layout)])
}

function scenarioLines(load: LoadResult, { paint, width }: Layout): string[] {
  const { stage, scenario, generator, clients } = load
  const rows = [
    COLUMNS,
    ...toFigures(load).map(({ of, median, min, max, latencyMs, errors }) => [
      of,
      ...[median, min, max].map(rate => Math.round(rate).toLocaleString('en')),
      ...[latencyMs.p50, latencyMs.p99, latencyMs.max].map(ms => ms.toFixed(1)),
      String(errors),
    ]),
  ]
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  const lines = rows.map(row =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  )
  const title = `load of stage ${stage}, ${oneLine(scenario)}, ${clients} clients, ${oneLine(generator)}`
  return [
    ...wrap(title, width).map(line => paint.bold(line)),
    ...wrap(oneLine(ratioSentence(load)), width - 4).map(line => `    ${line}`),
    ...lines.map((line, i) => `    ${i === 0 ? paint.dim(line) : line}`),
  ]
}
