// Knows how a measurement is shown on a terminal: plain text, aligned.

import type { Result } from './report.ts'
import type { Figure, Ratio, SubjectSummary } from './summary.ts'

const columns = ['', 'requests/s', 'µs CPU/request', 'p50 ms', 'p90 ms', 'p99 ms', 'max ms', 'MB', 'errors']

/** What a ratio is of, where it is not of requests per second. */
const compared: Readonly<Partial<Record<Figure, string>>> = {
  p99Ms: 'p99, less is better: ',
  memoryBytes: 'memory, less is better: ',
}

/** One row a subject, then a line for each comparison, and for everybody who was not measured. */
export function toTable({ scenario, title, clients, summaries, ratios, absent }: Result): string {
  const rows = [columns, ...summaries.map(toRow)]
  const widths = columns.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  const lines = rows.map(row =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  )
  return [
    `${scenario}, ${clients.toLocaleString('en')} ${clients === 1 ? 'client' : 'clients'}: ${title}`,
    ...lines.map(line => `  ${line}`),
    ...ratios.map(toLine),
    ...absent.map(({ subject, why }) => `  ${subject}: not measured, ${why}`),
  ].join('\n')
}

function toRow(summary: SubjectSummary): string[] {
  const { subject, requestsPerSecond, cpuMicrosPerRequest, memoryBytes, p50Ms, p90Ms, p99Ms, maxMs, errors } = summary
  return [
    subject,
    whole(requestsPerSecond),
    toFixed(cpuMicrosPerRequest, 1),
    ...[p50Ms, p90Ms, p99Ms, maxMs].map(ms => toFixed(ms, 2)),
    whole(memoryBytes === null ? null : memoryBytes / 1e6),
    String(errors),
  ]
}

function whole(value: number | null): string {
  return value === null ? '–' : Math.round(value).toLocaleString('en')
}

function toFixed(value: number | null, digits: number): string {
  return value === null ? '–' : value.toFixed(digits)
}

function toLine({ subject, to, figure, median, min, max }: Ratio): string {
  return `  ${compared[figure] ?? ''}${subject} : ${to} = ${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`
}
