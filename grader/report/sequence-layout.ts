// Knows where in a sequence diagram a lane and an event stand. Lengths are the SVG's own, one to a CSS pixel.

import type { Evidence } from '../result.ts'

export interface Layout {
  /** Clients, the proxy, backends, others, from left to right. */
  readonly lanes: readonly string[]
  readonly width: number
  readonly height: number
  /** Where the lanes begin and end. */
  readonly top: number
  readonly bottom: number
  readonly laneGap: number
  xOf(lane: string): number
  /** Of the line of an event. */
  yOf(event: number): number
  /** How long before an event nothing happened, if that is worth a word; else null. */
  pauseMsOf(event: number): number | null
}

const TIME_WIDTH = 84
const LANE_HALF = 64
const TOP = 32
const ROW = 46
const PAUSE_ROW = 20
const PAUSE_MS = 50

export function layOut(evidence: readonly Evidence[]): Layout {
  const lanes = lanesOf(evidence)
  const laneGap = laneGapOf(lanes.length)
  const pauses = evidence.map((event, i) => event.atMs - (evidence[i - 1]?.atMs ?? event.atMs))
  const rows: number[] = []
  let y = TOP
  for (const pause of pauses) {
    y += ROW + (pause >= PAUSE_MS ? PAUSE_ROW : 0)
    rows.push(y)
  }
  const bottom = y + 26
  return {
    lanes,
    // Remarks need room too, where they are all there is.
    width: Math.max(480, TIME_WIDTH + 2 * LANE_HALF + Math.max(0, lanes.length - 1) * laneGap),
    height: bottom + 4,
    top: TOP,
    bottom,
    laneGap,
    xOf: lane => TIME_WIDTH + LANE_HALF + Math.max(0, lanes.indexOf(lane)) * laneGap,
    yOf: event => rows[event] ?? TOP,
    pauseMsOf: event => ((pauses[event] ?? 0) >= PAUSE_MS ? (pauses[event] ?? null) : null),
  }
}

/** Four lanes fill the page; more stand closer, and then the page scrolls. */
function laneGapOf(lanes: number): number {
  return lanes <= 4 ? 236 : lanes <= 6 ? 180 : 144
}

const ORDER = ['client', 'proxy', 'backend']

/** Remarks have no lane: they are written across. */
function lanesOf(evidence: readonly Evidence[]): string[] {
  const seen = evidence.filter(event => event.kind !== 'note').flatMap(({ from, to }) => [from, to])
  const rank = (lane: string) => {
    const place = ORDER.findIndex(kind => lane.startsWith(kind))
    return place === -1 ? ORDER.length : place
  }
  return [...new Set(seen)].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en', { numeric: true }))
}
