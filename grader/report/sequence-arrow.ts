// Knows how one event is drawn: bytes as a full line with a full head, an open dashed, a FIN up to a bar, a reset broken
// with a cross, a refusal dotted up to a barred circle, a remark in a box across.

import type { Evidence } from '../result.ts'
import { type Markup, markup } from './markup.ts'
import type { Layout } from './sequence-layout.ts'
import { connectionNumber, type Event } from './timeline.ts'
import { duration } from './wording.ts'

/** Of the typewriter face at 12 px. */
const CHARACTER_WIDTH = 7.3

export function drawEvent(evidence: Evidence, event: Event, index: number, layout: Layout): Markup {
  const y = layout.yOf(index)
  const pause = layout.pauseMsOf(index)
  const time = markup`<text class="time" x="70" y="${y + 4}">${event.ms} ms</text>`
  const later =
    pause === null ? null : markup`<text class="time pause" x="70" y="${y - 26}">${duration(pause)} later</text>`
  const area = markup`<rect class="area" x="1" y="${y - 22}" width="${layout.width - 2}" height="44"/>`
  return markup`${area}${later}${time}${evidence.kind === 'note' ? remark(event, y, layout) : arrow(evidence, event, y, layout)}`
}

function remark({ what }: Event, y: number, { width }: Layout): Markup {
  const x = 92
  const text = shortened(what, width - x - 24)
  return markup`<rect class="remark" x="${x}" y="${y - 14}" width="${width - x - 8}" height="28" rx="4"/><text class="label" x="${(x + width - 8) / 2}" y="${y + 4}">${text}</text>`
}

function arrow(evidence: Evidence, event: Event, y: number, layout: Layout): Markup {
  const [from, to] = [layout.xOf(evidence.from), layout.xOf(evidence.to)]
  const way = to < from ? -1 : 1
  const end = to - way * (evidence.kind === 'refused' ? 18 : 2)
  const room = Math.max(Math.abs(to - from), layout.laneGap) - 30
  const middle = (from + to) / 2
  const below = [connectionNumber(evidence), evidence.kind === 'bytes' ? event.what : portsOf(evidence)].filter(
    each => each !== '',
  )
  return markup`<line class="arrow" x1="${from}" y1="${y}" x2="${end}" y2="${y}"/>${head(evidence.kind, end, y, way)}
<text class="label" x="${middle}" y="${y - 7}">${shortened(wordOf(evidence, event), room)}</text><text class="below" x="${middle}" y="${y + 15}">${below.join(', ')}</text>`
}

function wordOf({ kind }: Evidence, { lines }: Event): string {
  switch (kind) {
    case 'bytes':
      return lines.find(line => line !== '') ?? ''
    case 'open':
      return 'opens'
    default:
      return kind.toUpperCase()
  }
}

function portsOf({ fromPort, toPort }: Evidence): string {
  return fromPort === null || toPort === null ? '' : `port ${fromPort} to ${toPort}`
}

function head(kind: Evidence['kind'], x: number, y: number, way: number): Markup {
  const back = x - way * 9
  switch (kind) {
    case 'bytes':
      return markup`<path class="head full" d="M${x} ${y} L${back} ${y - 5} L${back} ${y + 5} Z"/>`
    case 'fin':
      return markup`<path class="head" d="M${back} ${y - 5} L${x - way * 2} ${y} L${back} ${y + 5} M${x} ${y - 8} L${x} ${y + 8}"/>`
    case 'reset':
      return markup`<path class="head" d="M${x - way * 14} ${y - 6} L${x - way * 2} ${y + 6} M${x - way * 14} ${y + 6} L${x - way * 2} ${y - 6}"/>`
    case 'refused':
      return markup`<circle class="head" cx="${x + way * 8}" cy="${y}" r="7"/><path class="head" d="M${x + way * 8 - 5} ${y + 5} L${x + way * 8 + 5} ${y - 5}"/>`
    default:
      return markup`<path class="head" d="M${back} ${y - 5} L${x} ${y} L${back} ${y + 5}"/>`
  }
}

/** As much as fits, with an ellipsis where something is left out. */
function shortened(text: string, width: number): string {
  const limit = Math.floor(width / CHARACTER_WIDTH)
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`
}
