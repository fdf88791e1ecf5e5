// Knows how a measurement is shown on a terminal: plain text, aligned.

import type { Ratio, SubjectSummary } from './summary.ts'

const columns = ['', 'requests/s', 'µs CPU/request', 'p50 ms', 'p99 ms', 'errors']

/** One row a subject, then one line a comparison. */
export function toTable(title: string, summaries: readonly SubjectSummary[], ratios: readonly Ratio[]): string {
  const rows = [columns, ...summaries.map(toRow)]
  const widths = columns.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  const lines = rows.map(row =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  )
  return [title, ...lines.map(line => `  ${line}`), ...ratios.map(toLine)].join('\n')
}

function toRow(summary: SubjectSummary): string[] {
  const { subject, requestsPerSecond, cpuMicrosPerRequest, p50Ms, p99Ms, errors } = summary
  const measured = [toFixed(cpuMicrosPerRequest, 1), toFixed(p50Ms, 2), toFixed(p99Ms, 2), String(errors)]
  return [subject, Math.round(requestsPerSecond).toLocaleString('en'), ...measured]
}

function toFixed(value: number | null, digits: number): string {
  return value === null ? '–' : value.toFixed(digits)
}

function toLine({ subject, to, median, min, max }: Ratio): string {
  return `  ${subject} : ${to} = ${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`
}
