// Knows how load figures are drawn: a bar of requests a second for each of those measured, with the spread of its rounds,
// and a line of latencies. The table below says the same.

import type { LoadResult } from '../result.ts'
import { type LoadFigures, ratioSentence, toFigures } from './load-figures.ts'
import { type Markup, markup } from './markup.ts'
import { counted } from './wording.ts'

const WIDTH = 460
const LEFT = 84
const PLOT = 300
const ROW = 34

export function loadSection(load: readonly LoadResult[]): Markup {
  return markup`<section aria-labelledby="load"><h2 id="load">Under load</h2>
${load.map(scenarioArticle)}</section>`
}

function scenarioArticle(load: LoadResult): Markup {
  const figures = toFigures(load)
  const { scenario, stage, clients, generator } = load
  return markup`<article><h3>${scenario}</h3>
<p class="where">Stage ${stage}, ${counted(clients, 'client')}, ${generator}</p>
<p class="reason">${ratioSentence(load)}</p>
<div class="charts"><figure><figcaption>Requests a second: median, and the range of the rounds</figcaption>${rateChart(figures)}</figure>
<figure><figcaption>Latency in ms, each step ten times the one before</figcaption>${latencyChart(figures)}</figure></div>
${figuresTable(figures)}</article>
`
}

function rateChart(figures: readonly LoadFigures[]): Markup {
  const most = Math.max(1, ...figures.map(({ max }) => max))
  const x = (rate: number) => LEFT + (rate / most) * PLOT
  const rows = figures.map(({ of, median, min, max }, i) => {
    const y = 8 + i * ROW
    return markup`<text class="row-name" x="${LEFT - 10}" y="${y + 15}">${of}</text>
<rect class="bar ${of}" x="${LEFT}" y="${y}" width="${px(x(median) - LEFT)}" height="22"/>
<path class="range" d="M${px(x(min))} ${y + 11} H${px(x(max))} M${px(x(min))} ${y + 6} v10 M${px(x(max))} ${y + 6} v10"/>
<text class="value" x="${px(x(max) + 10)}" y="${y + 15}">${whole(median)}</text>
`
  })
  return chart(figures, figures.map(({ of, median }) => `${of} ${whole(median)}`).join(', '), rows, 0)
}

/** Logarithmic: the slowest of a thousand is often a hundred times the median. */
function latencyChart(figures: readonly LoadFigures[]): Markup {
  const all = figures.flatMap(({ latencyMs }) => Object.values(latencyMs)).filter(ms => ms > 0)
  const low = Math.floor(Math.log10(Math.min(1, ...all)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(1, ...all))))
  const x = (ms: number) => px(LEFT + ((Math.log10(Math.max(ms, 10 ** low)) - low) / (high - low)) * PLOT)
  const bottom = 8 + figures.length * ROW
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i))
  const axis = ticks.map(
    ms =>
      markup`<path class="tick" d="M${x(ms)} 4 V${bottom}"/><text class="tick-name" x="${x(ms)}" y="${bottom + 14}">${ms >= 1 ? whole(ms) : ms}</text>`,
  )
  const rows = figures.map(({ of, latencyMs: { p50, p90, p99, max } }, i) => {
    const y = 8 + i * ROW + 13
    return markup`<text class="row-name" x="${LEFT - 10}" y="${y + 4}">${of}</text>
<path class="span" d="M${x(p50)} ${y} H${x(max)}"/><circle class="dot" cx="${x(p50)}" cy="${y}" r="5"/>
<rect class="dot" x="${px(x(p90) - 4.5)}" y="${y - 4.5}" width="9" height="9"/>
<path class="dot" d="M${x(p99)} ${y - 6} l6 11 h-12 z"/><path class="cross" d="M${px(x(max) - 5)} ${y - 5} l10 10 m0 -10 l-10 10"/>
`
  })
  const spoken = figures
    .map(({ of, latencyMs }) => `${of} p50 ${ms(latencyMs.p50)}, p99 ${ms(latencyMs.p99)}`)
    .join('; ')
  const key = markup`<text class="key" x="${LEFT}" y="${bottom + 36}">● half were faster (p50)   ■ p90   ▲ p99   ✕ slowest</text>`
  return chart(figures, spoken, [...axis, ...rows, key], 48)
}

function chart(figures: readonly LoadFigures[], spoken: string, content: readonly Markup[], below: number): Markup {
  const height = 8 + figures.length * ROW + below
  return markup`<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${spoken}">${content}</svg>`
}

function figuresTable(figures: readonly LoadFigures[]): Markup {
  const heads = ['Rounds', 'Requests/s', 'from', 'to', 'p50 ms', 'p90 ms', 'p99 ms', 'max ms', 'Errors']
  const rows = figures.map(({ of, rounds, median, min, max, latencyMs: { p50, p90, p99, max: slowest }, errors }) => {
    const cells = [
      String(rounds),
      whole(median),
      whole(min),
      whole(max),
      ms(p50),
      ms(p90),
      ms(p99),
      ms(slowest),
      whole(errors),
    ]
    return markup`<tr><th scope="row">${of}</th>${cells.map(cell => markup`<td class="number">${cell}</td>`)}</tr>`
  })
  return markup`<details><summary>The same as a table</summary><div class="scroll" role="region" tabindex="0" aria-label="Load figures"><table>
<thead><tr><th scope="col">Of</th>${heads.map(head => markup`<th scope="col" class="number">${head}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div></details>`
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}

function ms(value: number): string {
  return value.toFixed(1)
}

function px(value: number): number {
  return Math.round(value * 10) / 10
}
