// Knows how requests per second are drawn against the number of clients: a line each, told apart by dashes, marks and the
// name at its end, so that it can be read without colour. Pure.

import { px, whole } from '../../report/bar-chart.ts'
import { type Markup, markup } from '../../report/markup.ts'
import { shorten } from '../../report/shorten.ts'

export interface Line {
  readonly name: string
  readonly isSubject: boolean
  readonly points: readonly Point[]
}

export interface Point {
  readonly clients: number
  readonly value: number
  readonly min: number
  readonly max: number
}

const WIDTH = 860
const HEIGHT = 400
const LEFT = 76
const RIGHT = 150
const TOP = 16
const BOTTOM = 44
const LABEL = 17
const NAME_CHARACTERS = 16
/** Seven, and four marks: twenty-eight lines before two look the same. */
const dashes = ['', '9 4', '2 4', '12 4 2 4', '5 5', '1 3', '16 5']
/** Drawn around the origin. */
const marks = [
  'M-5 0 a5 5 0 1 0 10 0 a5 5 0 1 0 -10 0',
  'M-5 -5 h10 v10 h-10 z',
  'M0 -6 l6 11 h-12 z',
  'M0 -6 l6 6 l-6 6 l-6 -6 z',
]

export function lineChart(lines: readonly Line[]): Markup {
  const counts = [...new Set(lines.flatMap(({ points }) => points.map(({ clients }) => clients)))].sort((a, b) => a - b)
  const step = stepFor(Math.max(1, ...lines.flatMap(({ points }) => points.map(({ max }) => max))))
  const top = step.size * step.count
  // Steps of the same width: 1, 64, 256 and 1000 have no common scale that one could read.
  const x = (clients: number) =>
    px(LEFT + 24 + (counts.indexOf(clients) / Math.max(1, counts.length - 1)) * (WIDTH - LEFT - RIGHT - 48))
  const y = (value: number) => px(HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM))

  const grid = Array.from({ length: step.count + 1 }, (_, i) => i * step.size).map(
    value =>
      markup`<path class="tick" d="M${LEFT} ${y(value)} H${WIDTH - RIGHT}"/><text class="row-name" x="${LEFT - 10}" y="${y(value) + 5}">${whole(value)}</text>`,
  )
  const axis = counts.map(
    clients => markup`<text class="tick-name" x="${x(clients)}" y="${HEIGHT - BOTTOM + 20}">${whole(clients)}</text>`,
  )
  const drawn = lines.map(({ isSubject, points }, nth) => {
    const path = points.map(({ clients, value }, i) => `${i === 0 ? 'M' : 'L'}${x(clients)} ${y(value)}`).join(' ')
    const ranges = points.map(({ clients, min, max }) => `M${x(clients)} ${y(min)} V${y(max)}`).join(' ')
    const dots = points.map(
      ({ clients, value }) =>
        markup`<path class="mark${isSubject ? ' subject' : ''}" transform="translate(${x(clients)} ${y(value)})" d="${marks[nth % marks.length]}"/>`,
    )
    return markup`<path class="line${isSubject ? ' subject' : ''}" d="${path}" stroke-dasharray="${dashes[nth % dashes.length]}"/><path class="spread" d="${ranges}"/>${dots}
`
  })
  const ends = lines.map(({ points }) => y(points.at(-1)?.value ?? 0))
  const names = lines.map(({ name, isSubject, points }, nth) => {
    const at = apart(ends)[nth] ?? 0
    const from = x(points.at(-1)?.clients ?? 0)
    return markup`<path class="leader" d="M${px(from + 8)} ${ends[nth]} L${WIDTH - RIGHT + 6} ${at}"/><text class="end${isSubject ? ' subject' : ''}" x="${WIDTH - RIGHT + 12}" y="${at + 5}">${shorten(name, NAME_CHARACTERS)}</text>`
  })
  const title = markup`<text class="tick-name" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 4}">clients</text>`
  const spoken = lines
    .map(
      ({ name, points }) =>
        `${name}: ${points.map(({ clients, value }) => `${whole(value)} at ${clients}`).join(', ')}`,
    )
    .join('; ')
  return markup`<svg class="chart lines" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${spoken}">${grid}${axis}${title}${names}${drawn}</svg>`
}

/** Steps of 1, 2 or 5 times a power of ten, at most six of them. */
function stepFor(most: number): { readonly size: number; readonly count: number } {
  const power = 10 ** Math.floor(Math.log10(most))
  const size = [0.1, 0.2, 0.5, 1, 2, 5].map(factor => factor * power).find(each => most / each <= 6) ?? 10 * power
  return { size, count: Math.ceil(most / size) }
}

/** The same heights, moved so that no two names stand on each other. */
function apart(heights: readonly number[]): number[] {
  const order = heights.map((height, nth) => ({ height, nth })).sort((a, b) => a.height - b.height)
  let last = Number.NEGATIVE_INFINITY
  const places: number[] = []
  for (const { height, nth } of order) {
    last = Math.max(height, last + LABEL)
    places[nth] = last
  }
  // What was pushed over the lower edge moves everybody up.
  const over = Math.max(0, last - (HEIGHT - BOTTOM))
  return places.map(place => px(place - over))
}
