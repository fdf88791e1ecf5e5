// Knows how evidence is told: who did what to whom, on which connection, with which bytes. Knows no screen and no page.

import type { Evidence } from '../result.ts'
import { showBytes } from '../wire/show-bytes.ts'
import { oneLine } from './printable.ts'
import { counted } from './wording.ts'

export interface Event {
  /** Since the check began: `12.3`. */
  readonly ms: string
  readonly kind: Evidence['kind']
  /** `client 1 ─► proxy`; a backend with the number of its connection, `backend 2 #3`. `lab` for a remark. */
  readonly route: string
  /** What happened, in words. For bytes how many octets. */
  readonly what: string
  /** The visible bytes, a line each; none but for bytes. */
  readonly lines: readonly string[]
  /** `‹… 1,048,000 more octets›` where the record holds the beginning only, else empty. */
  readonly more: string
}

export function toTimeline(evidence: readonly Evidence[]): readonly Event[] {
  return evidence.map(toEvent)
}

export function toEvent(evidence: Evidence): Event {
  const { kind, bytes, byteCount } = evidence
  return {
    ms: evidence.atMs.toFixed(1),
    kind,
    route: routeOf(evidence),
    what: whatOf(evidence),
    lines: kind === 'bytes' ? visibleLines(bytes) : [],
    more: kind === 'bytes' && byteCount > bytes.length ? moreOctets(byteCount - bytes.length) : '',
  }
}

/** `#3` of `backend 2 connection 3`, else empty. */
export function connectionNumber(evidence: Evidence): string {
  const number = /connection (\d+)$/.exec(evidence.connection)?.[1]
  return number === undefined ? '' : `#${number}`
}

/** Bytes as lines that a reader can count: an empty line for none at the end. */
export function visibleLines(bytes: string): string[] {
  return showBytes(bytes).replace(/\n$/, '').split('\n')
}

export function moreOctets(count: number): string {
  return `‹… ${count.toLocaleString('en')} more ${count === 1 ? 'octet' : 'octets'}›`
}

function routeOf(evidence: Evidence): string {
  if (evidence.kind === 'note') return oneLine(evidence.from)
  const number = connectionNumber(evidence)
  const end = (name: string) => oneLine(name.startsWith('backend') && number !== '' ? `${name} ${number}` : name)
  return `${end(evidence.from)} ─► ${end(evidence.to)}`
}

function whatOf({ kind, bytes, byteCount, fromPort, toPort, to }: Evidence): string {
  switch (kind) {
    case 'open':
      return `opens a connection${fromPort === null || toPort === null ? '' : `, port ${fromPort} to ${toPort}`}`
    case 'bytes':
      return counted(byteCount, 'octet')
    case 'fin':
      return 'FIN: sends no more'
    case 'reset':
      return 'RESET: breaks the connection off'
    case 'refused':
      return `REFUSED: ${oneLine(to)} does not accept${toPort === null ? '' : ` on port ${toPort}`}`
    case 'note':
      return oneLine(bytes)
  }
}
