// Knows the evidence as a table: what the diagram draws, for those who do not see it, and all bytes of it.

import type { Evidence } from '../result.ts'
import { type Markup, markup } from './markup.ts'
import { type Event, toTimeline } from './timeline.ts'
import { counted } from './wording.ts'

/** Beyond, the page would grow slow; the JSON has all. */
const SHOWN_EVENTS = 500

export function evidenceTable(evidence: readonly Evidence[]): Markup {
  const hidden = evidence.length - SHOWN_EVENTS
  const events = toTimeline(evidence.slice(0, SHOWN_EVENTS))
  return markup`<details><summary>The same as a table, with all bytes (${counted(evidence.length, 'event')})</summary>
<div class="scroll" role="region" tabindex="0" aria-label="Events"><table class="events">
<thead><tr><th scope="col" class="number">ms</th><th scope="col">Who to whom</th><th scope="col">What</th></tr></thead>
<tbody>${events.map(row)}</tbody></table></div>
${hidden > 0 ? markup`<p>${counted(hidden, 'more event')} in the JSON report.</p>` : null}</details>`
}

function row(event: Event): Markup {
  return markup`<tr><td class="number">${event.ms}</td><td>${event.route}</td><td>${event.what}${bytesOf(event)}</td></tr>
`
}

/** All visible bytes of an event, and how many were not kept; nothing for events without. */
export function bytesOf(event: Event): Markup | null {
  if (event.lines.length === 0) return null
  return markup`<pre>${[...event.lines, ...(event.more === '' ? [] : [event.more])].join('\n')}</pre>`
}
