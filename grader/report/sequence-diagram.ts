// Knows how evidence is drawn: a lane for each client, the proxy and each backend, time downwards, an arrow an event.
// Kinds differ by line and end, and in words, not by colour.

import type { Evidence } from '../result.ts'
import { clip } from './clip.ts'
import { bytesOf } from './html-evidence-table.ts'
import { type Markup, markup } from './markup.ts'
import { drawEvent } from './sequence-arrow.ts'
import { type Layout, layOut } from './sequence-layout.ts'
import { type Event, toTimeline } from './timeline.ts'
import { counted } from './wording.ts'

/** Beyond, nobody reads a drawing; the table goes on. */
export const DRAWN_EVENTS = 60

/** Of the event that is pointed at; the table has more. */
const PANEL_OCTETS = 1000

/** A figure whose arrows take the focus; below it a panel shows all bytes of the one that has it. */
export function sequenceDiagram(evidence: readonly Evidence[], id: string, title: string): Markup {
  const drawn = evidence.slice(0, DRAWN_EVENTS)
  const events = toTimeline(drawn)
  const panels = toTimeline(clip(drawn, PANEL_OCTETS, Number.POSITIVE_INFINITY))
  const layout = layOut(drawn)
  const hidden = evidence.length - drawn.length
  const { width, height } = layout
  return markup`<a class="skip" href="#${id}-after">Skip the ${counted(drawn.length, 'event')} of the diagram</a>
<figure class="sequence">
<div class="scroll" role="region" tabindex="0" aria-label="Sequence diagram"><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-labelledby="${id}-title">
<title id="${id}-title">Sequence diagram: ${title}</title>
<g aria-hidden="true">${lanes(layout)}</g>
${drawn.map((each, i) => eventGroup(each, events[i], i, layout))}
</svg></div>
<figcaption class="panel" id="${id}-after"><div class="resting"><p class="invitation">Point at an arrow, or tab to it, to see all its bytes.</p>
<p>${caption(drawn, hidden)}</p></div><div aria-hidden="true">${panels.map(panel)}</div></figcaption>
</figure>`
}

function caption(drawn: readonly Evidence[], hidden: number): string {
  const told = ['Time in milliseconds since the check began, rows not to scale.']
  if (drawn.some(each => /connection \d+$/.test(each.connection)))
    told.push('#2 is the second connection to that backend.')
  if (hidden > 0)
    told.push(`These are the first ${drawn.length} events: ${counted(hidden, 'more event')} in the table below.`)
  return told.join(' ')
}

function lanes({ lanes, xOf, top, bottom }: Layout): Markup {
  const half = 58
  return markup`${lanes.map(lane => {
    const x = xOf(lane)
    return markup`<line class="lane" x1="${x}" y1="${top}" x2="${x}" y2="${bottom}"/>
<rect class="lane-head" x="${x - half}" y="4" width="${2 * half}" height="28" rx="4"/><text class="lane-name" x="${x}" y="23">${lane}</text>
`
  })}`
}

function eventGroup(evidence: Evidence, event: Event | undefined, i: number, layout: Layout): Markup | null {
  if (event === undefined) return null
  const { ms, route, what, lines, more } = event
  const bytes = [...lines, more].join('\n').trim()
  const spoken = `${ms} ms, ${route.replace('─►', 'to')}: ${what}`
  return markup`<g class="event ${evidence.kind} e${i}" tabindex="0" role="img" aria-label="${spoken}"><title>${spoken}
${bytes.slice(0, 300)}</title>${drawEvent(evidence, event, i, layout)}</g>
`
}

function panel(event: Event, i: number): Markup {
  return markup`<div class="bytes p${i}"><p>${event.ms} ms, ${event.route}, ${event.what}</p>${bytesOf(event)}</div>`
}
