// Knows how load figures are drawn: a bar of requests a second for each of those measured, with the spread of its rounds,
// and a line of latencies. The table below says the same.

import type { LoadResult } from '../result.ts'
import { barChart, latencyChart, whole } from './bar-chart.ts'
import { figuresTable } from './figures-table.ts'
import { ratioSentence, toFigures } from './load-figures.ts'
import { type Markup, markup } from './markup.ts'
import { counted } from './wording.ts'

const HEADS = ['Rounds', 'Requests/s', 'from', 'to', 'p50 ms', 'p90 ms', 'p99 ms', 'max ms', 'Errors']

export function loadSection(load: readonly LoadResult[]): Markup {
  return markup`<section aria-labelledby="load"><h2 id="load">Under load</h2>
${load.map(scenarioArticle)}</section>`
}

function scenarioArticle(load: LoadResult): Markup {
  const figures = toFigures(load)
  const { scenario, stage, clients, generator } = load
  const named = figures.map(each => ({ ...each, name: each.of, isSubject: each.of === 'subject', value: each.median }))
  return markup`<article><h3>${scenario}</h3>
<p class="where">Stage ${stage}, ${counted(clients, 'client')}, ${generator}</p>
<p class="reason">${ratioSentence(load)}</p>
<div class="charts"><figure><figcaption>Requests a second: median, and the range of the rounds</figcaption>${barChart(named)}</figure>
<figure><figcaption>Latency in ms, each step ten times the one before</figcaption>${latencyChart(named)}</figure></div>
${figuresTable(
  'Load figures',
  HEADS,
  figures.map(({ of, rounds, median, min, max, latencyMs: { p50, p90, p99, max: slowest }, errors }) => [
    of,
    String(rounds),
    ...[median, min, max].map(whole),
    ...[p50, p90, p99, slowest].map(ms => ms.toFixed(1)),
    whole(errors),
  ]),
)}</article>
`
}
