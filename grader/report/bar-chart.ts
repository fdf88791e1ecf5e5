// Knows how figures of several programs are drawn side by side: a bar each with the spread of its rounds, or a line of
// latencies. Shapes, words and places say everything; colour only repeats it. Whoever draws shows the same as a table.

import { type Markup, markup } from './markup.ts'
import { shorten } from './shorten.ts'

const WIDTH = 460
const LEFT = 84
const PLOT = 300
const ROW = 34
/** So many fit before the bars. */
const NAME_CHARACTERS = 10

export interface Bar {
  readonly name: string
  /** The one that it is about. */
  readonly isSubject: boolean
  readonly value: number
  readonly min: number
  readonly max: number
}

export interface LatencyRow {
  readonly name: string
  readonly isSubject: boolean
  readonly latencyMs: { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number }
}

export function barChart(bars: readonly Bar[]): Markup {
  const most = Math.max(1, ...bars.map(({ max }) => max))
  const x = (value: number) => LEFT + (value / most) * PLOT
  const rows = bars.map(({ name, isSubject, value, min, max }, i) => {
    const y = 8 + i * ROW
    return markup`${rowName(name, y + 15)}
<rect class="bar${isSubject ? ' subject' : ''}" x="${LEFT}" y="${y}" width="${px(x(value) - LEFT)}" height="22"/>
<path class="range" d="M${px(x(min))} ${y + 11} H${px(x(max))} M${px(x(min))} ${y + 6} v10 M${px(x(max))} ${y + 6} v10"/>
<text class="value" x="${px(x(max) + 10)}" y="${y + 15}">${whole(value)}</text>
`
  })
  return chart(bars.length, bars.map(({ name, value }) => `${name} ${whole(value)}`).join(', '), rows, 0)
}

/** Logarithmic: the slowest of a thousand is often a hundred times the median. */
export function latencyChart(rows: readonly LatencyRow[]): Markup {
  const all = rows.flatMap(({ latencyMs }) => Object.values(latencyMs)).filter(ms => ms > 0)
  const low = Math.floor(Math.log10(Math.min(1, ...all)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(1, ...all))))
  const x = (ms: number) => px(LEFT + ((Math.log10(Math.max(ms, 10 ** low)) - low) / (high - low)) * PLOT)
  const bottom = 8 + rows.length * ROW
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i))
  const axis = ticks.map(
    ms =>
      markup`<path class="tick" d="M${x(ms)} 4 V${bottom}"/><text class="tick-name" x="${x(ms)}" y="${bottom + 14}">${ms >= 1 ? whole(ms) : ms}</text>`,
  )
  const lines = rows.map(({ name, latencyMs: { p50, p90, p99, max } }, i) => {
    const y = 8 + i * ROW + 13
    return markup`${rowName(name, y + 4)}
<path class="span" d="M${x(p50)} ${y} H${x(max)}"/><circle class="dot" cx="${x(p50)}" cy="${y}" r="5"/>
<rect class="dot" x="${px(x(p90) - 4.5)}" y="${y - 4.5}" width="9" height="9"/>
<path class="dot" d="M${x(p99)} ${y - 6} l6 11 h-12 z"/><path class="cross" d="M${px(x(max) - 5)} ${y - 5} l10 10 m0 -10 l-10 10"/>
`
  })
  const spoken = rows
    .map(({ name, latencyMs }) => `${name} p50 ${latencyMs.p50.toFixed(1)}, p99 ${latencyMs.p99.toFixed(1)}`)
    .join('; ')
  const key = markup`<text class="key" x="${LEFT}" y="${bottom + 36}">● half were faster (p50)   ■ p90   ▲ p99   ✕ slowest</text>`
  return chart(rows.length, spoken, [...axis, ...lines, key], 48)
}

function rowName(name: string, y: number): Markup {
  return markup`<text class="row-name" x="${LEFT - 10}" y="${y}">${shorten(name, NAME_CHARACTERS)}</text>`
}

function chart(rowCount: number, spoken: string, content: readonly Markup[], below: number): Markup {
  const height = 8 + rowCount * ROW + below
  return markup`<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${spoken}">${content}</svg>`
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}

/** Tenths of a pixel are enough. */
export function px(value: number): number {
  return Math.round(value * 10) / 10
}
