// Knows how the results of one scenario are shown: drawings, ratios, who was not measured, and the table. Pure.

import { barChart, latencyChart, whole } from '../../report/bar-chart.ts'
import { figuresTable } from '../../report/figures-table.ts'
import { type Markup, markup } from '../../report/markup.ts'
import { counted } from '../../report/wording.ts'
import type { Result } from '../report.ts'
import type { Figure, SubjectSummary } from '../summary.ts'
import { lineChart } from './line-chart.ts'

/** @param results of one scenario, by clients */
export function scenarioArticle(results: readonly Result[]): Markup {
  const [first] = results
  if (first === undefined) return markup``
  const closing =
    first.backendRequests >= 1_000_000
      ? 'Backends never close a connection.'
      : `Backends close a connection behind ${whole(first.backendRequests)} requests.`
  return markup`<article><h3>${first.scenario}</h3>
<p class="where">${first.title[0]?.toUpperCase()}${first.title.slice(1)}. ${closing}</p>
${results.length > 1 ? overClients(results) : null}
${results.map(resultBlock)}</article>
`
}

function overClients(results: readonly Result[]): Markup {
  const names = [...new Set(results.flatMap(({ summaries }) => summaries.map(({ subject }) => subject)))]
  const lines = names.map((name, nth) => ({
    name,
    isSubject: nth === 0,
    points: results.flatMap(({ clients, summaries }) => {
      const { requestsPerSecond: value = null, spread = null } = summaries.find(each => each.subject === name) ?? {}
      return value === null || spread === null ? [] : [{ clients, value, min: spread[0], max: spread[1] }]
    }),
  }))
  return markup`<figure><figcaption>Requests a second by number of clients: medians, and the range of the rounds</figcaption>${lineChart(lines)}</figure>`
}

function resultBlock(result: Result): Markup {
  const { clients, summaries, absent } = result
  const rates = drawable(summaries, 'requestsPerSecond')
  const memory = drawable(summaries, 'memoryBytes')
  const latencies = summaries.flatMap(({ subject, p50Ms: p50, p90Ms: p90, p99Ms: p99, maxMs: max }, nth) =>
    p50 === null || p90 === null || p99 === null || max === null
      ? []
      : [{ name: subject, isSubject: nth === 0, latencyMs: { p50, p90, p99, max } }],
  )
  const figures = [
    result.figure === 'requestsPerSecond' && rates.length > 0
      ? figure('Requests a second: median, and the range of the rounds', barChart(rates))
      : null,
    result.figure === 'memoryBytes' && memory.length > 0 ? figure('Memory in MB', barChart(memory)) : null,
    latencies.length > 0
      ? figure('Latency in ms, medians of the rounds; each step ten times the one before', latencyChart(latencies))
      : null,
  ]
  return markup`<h4>${counted(clients, 'client')}</h4>
${ratioList(result)}
<div class="charts">${figures}</div>
${absent.length === 0 ? null : markup`<p class="where">Not measured: ${absent.map(({ subject, why }) => `${subject} (${why})`).join('; ')}.</p>`}
${table(result)}`
}

function figure(caption: string, drawing: Markup): Markup {
  return markup`<figure><figcaption>${caption}</figcaption>${drawing}</figure>`
}

function drawable(summaries: readonly SubjectSummary[], of: Figure) {
  const scale = of === 'memoryBytes' ? 1e-6 : 1
  return summaries.flatMap((summary, nth) => {
    const value = summary[of]
    if (value === null) return []
    const [min, max] = (of === 'requestsPerSecond' ? summary.spread : null) ?? [value, value]
    return [{ name: summary.subject, isSubject: nth === 0, value: value * scale, min: min * scale, max: max * scale }]
  })
}

const compared: Readonly<Partial<Record<Figure, string>>> = {
  p99Ms: ' of its p99 (less is better)',
  memoryBytes: ' of its memory (less is better)',
}

function ratioList({ ratios, figure: of }: Result): Markup | null {
  const [first] = ratios
  if (first === undefined) return null
  const told = ratios.map(
    ({ to, median, min, max }) => `${median.toFixed(2)} × ${to} (${min.toFixed(2)} to ${max.toFixed(2)})`,
  )
  return markup`<p>${first.subject}: ${told.join(', ')}${compared[of] ?? ''}</p>`
}

const heads = ['Requests/s', 'from', 'to', 'µs CPU/request', 'p50 ms', 'p90 ms', 'p99 ms', 'max ms', 'MB', 'Errors']

function table({ scenario, clients, summaries }: Result): Markup {
  const rows = summaries.map(summary => {
    const { subject, requestsPerSecond, spread, cpuMicrosPerRequest, memoryBytes, errors } = summary
    const rates = [requestsPerSecond, spread?.[0] ?? null, spread?.[1] ?? null].map(rate => told(rate))
    const latencies = [summary.p50Ms, summary.p90Ms, summary.p99Ms, summary.maxMs].map(ms => told(ms, 2))
    const megabytes = told(memoryBytes === null ? null : memoryBytes / 1e6)
    return [subject, ...rates, told(cpuMicrosPerRequest, 1), ...latencies, megabytes, whole(errors)] as const
  })
  return figuresTable(`Figures of ${scenario}, ${counted(clients, 'client')}`, heads, rows)
}

function told(value: number | null, digits = 0): string {
  if (value === null) return '–'
  return digits === 0 ? whole(value) : value.toFixed(digits)
}
