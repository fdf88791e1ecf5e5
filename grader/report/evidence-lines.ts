// Knows how both sides of the program stand on one timeline in lines of text.

import type { Evidence } from '../result.ts'
import { clip } from './clip.ts'
import type { BlockOptions } from './failure-block.ts'
import { type Event, toTimeline } from './timeline.ts'
import { counted } from './wording.ts'
import { cut, wrap } from './wrap.ts'

const SHOWN_EVENTS = 40
const SHOWN_LINES = 12
const SHOWN_OCTETS = 600

/** A title and then the events, the first lines of each; none where there is no evidence. */
export function evidenceLines(evidence: readonly Evidence[], options: BlockOptions): string[] {
  if (evidence.length === 0) return []
  const { paint, verbose } = options
  const shown = toTimeline(
    verbose ? evidence : clip(evidence.slice(0, SHOWN_EVENTS), SHOWN_OCTETS, Number.POSITIVE_INFINITY),
  )
  const routeWidth = Math.max(...shown.map(event => event.route.length))
  const hidden = evidence.length - shown.length
  const more = hidden > 0 ? [paint.dim(`    … ${counted(hidden, 'more event')}: --verbose or the JSON has them`)] : []
  const legend = shown.some(event => event.route.includes('#')) ? ' (#2: second connection there)' : ''
  return [
    '',
    paint.bold('  what both sides saw') + paint.dim(legend),
    ...shown.flatMap(event => eventLines(event, routeWidth, options)),
    ...more,
  ]
}

function eventLines(event: Event, routeWidth: number, { paint, width, verbose }: BlockOptions): string[] {
  const start = `  ${event.ms.padStart(8)} ms  `
  const route = event.route.padEnd(routeWidth)
  const indent = start.length + routeWidth + 2
  // On a narrow screen the bytes stand below instead of beside.
  const beside = width - indent >= 36
  const room = beside ? width - indent : width - start.length
  const broken = event.kind === 'bytes' ? cut : wrap
  const lines = contentOf(event, verbose).flatMap(line => broken(line, room))
  const painted = lines.map(line => paintOf(event, paint)(line))
  const [first = '', ...others] = beside ? painted : ['', ...painted]
  const blanks = ' '.repeat(beside ? indent : start.length)
  return [`${paint.dim(start)}${route}  ${first}`.trimEnd(), ...others.map(line => blanks + line)]
}

function contentOf(event: Event, verbose: boolean): string[] {
  if (event.kind !== 'bytes') return [event.what]
  const shown = verbose ? event.lines : event.lines.slice(0, SHOWN_LINES)
  const hidden = event.lines.length - shown.length
  return [...shown, ...(hidden > 0 ? [`‹… ${counted(hidden, 'more line')}›`] : []), ...(event.more ? [event.more] : [])]
}

function paintOf(event: Event, paint: BlockOptions['paint']): (text: string) => string {
  if (event.kind === 'reset' || event.kind === 'refused') return paint.red
  if (event.kind === 'note') return paint.yellow
  return event.kind === 'bytes' ? text => text : paint.dim
}
