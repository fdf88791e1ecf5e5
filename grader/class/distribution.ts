// How scores are spread over a class, as a drawing and as a table. Pure.
import { type Markup, markup } from '../report/markup.ts'
import { counted } from '../report/wording.ts'
import type { ClassRecord } from './record.ts'

const BINS = 10
const WIDTH = 640
const HEIGHT = 200
const BASE = 170

export function distribution(records: readonly ClassRecord[]): Markup {
  const percents = records.flatMap(({ score, maxScore }) =>
    score === null || maxScore === 0 ? [] : [(score / maxScore) * 100],
  )
  if (percents.length === 0) return markup`<p>Nobody has a score.</p>`
  const counts = Array.from({ length: BINS }, (_bin, index) => percents.filter(each => binOf(each) === index).length)
  const [middle, lowest, highest] = [median(percents), Math.min(...percents), Math.max(...percents)]
  return markup`<p>Of ${counted(percents.length, 'student')} with a score the median has ${middle.toFixed(1)} %, from ${lowest.toFixed(1)} % to ${highest.toFixed(1)} %.</p>
<figure>${bars(counts)}</figure>
<details><summary>As a table</summary><table><thead><tr><th scope="col">Percent</th><th scope="col" class="number">Students</th></tr></thead>
<tbody>${counts.map((count, bin) => markup`<tr><th scope="row">${rangeOf(bin)}</th><td class="number">${count}</td></tr>`)}</tbody></table></details>`
}

function bars(counts: readonly number[]): Markup {
  const most = Math.max(...counts)
  const width = WIDTH / BINS
  return markup`<svg class="bars" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Students by percent of the points; the same stands in the table below">
<line x1="0" y1="${BASE}" x2="${WIDTH}" y2="${BASE}"/>
${counts.map((count, bin) => {
  const height = Math.round((count / most) * (BASE - 24))
  const middle = bin * width + width / 2
  return markup`<rect x="${bin * width + 4}" y="${BASE - height}" width="${width - 8}" height="${height}"/>
<text x="${middle}" y="${BASE - height - 6}" text-anchor="middle">${count === 0 ? '' : count}</text>
<text x="${middle}" y="${BASE + 18}" text-anchor="middle">${rangeOf(bin)}</text>
`
})}</svg>`
}

/** All points are in the last one. */
function binOf(percent: number): number {
  return Math.min(BINS - 1, Math.floor(percent / (100 / BINS)))
}

function rangeOf(bin: number): string {
  const size = 100 / BINS
  return bin === BINS - 1 ? `${bin * size}–100` : `${bin * size}–${(bin + 1) * size - 1}`
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  const [low = 0, high = low] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]]
  return (low + high) / 2
}
