// What happened on the connections of a check, both sides in one order. Knows no socket: the ends report to it. EDGE: reads
// the clock.
import type { Evidence, Recorded, Recording } from '../result.ts'

export interface Happening {
  readonly from: string
  readonly to: string
  readonly connection: string
  readonly kind: Recorded['kind']
  readonly bytes?: Buffer | string
  readonly fromPort?: number | undefined
  readonly toPort?: number | undefined
  /** True: a capture shows it, and the evidence does not. Default false. */
  readonly isAside?: boolean
}

// Of a long piece its head and the first lines of its body tell what it is; the rest is counted.
const KEPT_BYTES = 65_536
const KEPT_EVENTS = 4000
/** In a capture nobody reads from the first line to the last: there is room for a check with a thousand clients. */
const RECORDED_EVENTS = 40_000
// A check that moves hundreds of megabytes would make the lab as large: once so much is kept, later pieces are cut shorter.
const PLENTY_BYTES = 8 * 1024 * 1024
const KEPT_THEN_BYTES = 256

export class Timeline {
  #zero = performance.now()
  #recorded: Recorded[] = []
  readonly #asides = new Set<Recorded>()
  #lostEvents = 0
  #keptBytes = 0

  /** Since the check began. */
  get nowMs(): number {
    return performance.now() - this.#zero
  }

  /** Forgets everything: another check begins. */
  restart(): void {
    this.#zero = performance.now()
    this.#recorded = []
    this.#asides.clear()
    this.#lostEvents = 0
    this.#keptBytes = 0
  }

  add({ from, to, connection, kind, bytes = '', fromPort, toPort, isAside = false }: Happening): void {
    if (this.#recorded.length >= RECORDED_EVENTS) {
      this.#lostEvents += 1
      return
    }
    const mostBytes = this.#keptBytes < PLENTY_BYTES ? KEPT_BYTES : KEPT_THEN_BYTES
    const kept = typeof bytes === 'string' ? bytes.slice(0, mostBytes) : bytes.toString('latin1', 0, mostBytes)
    this.#keptBytes += kept.length
    const event: Recorded = {
      atMs: Math.round(this.nowMs * 1000) / 1000,
      from,
      to,
      connection,
      kind,
      bytes: kept,
      byteCount: kind === 'bytes' ? bytes.length : 0,
      fromPort: fromPort ?? null,
      toPort: toPort ?? null,
    }
    this.#recorded.push(event)
    if (isAside || !isEvidence(event)) this.#asides.add(event)
  }

  /** A remark of the lab, in the order of what happened. */
  note(text: string): void {
    this.add({ from: 'lab', to: 'lab', connection: '', kind: 'note', bytes: text })
  }

  /** What has happened by now, in order. */
  evidence(): Evidence[] {
    const evidence = this.#recorded.filter(isEvidence).filter(event => !this.#asides.has(event))
    const unseen = evidence.length + this.#lostEvents - KEPT_EVENTS
    if (unseen <= 0) return evidence
    const last = evidence[KEPT_EVENTS - 1]
    const remark = { from: 'lab', to: 'lab', connection: '', kind: 'note' as const, byteCount: 0 }
    const bytes = `${unseen + 1} more events are not kept`
    return [
      ...evidence.slice(0, KEPT_EVENTS - 1),
      { atMs: last?.atMs ?? 0, ...remark, bytes, fromPort: null, toPort: null },
    ]
  }

  /** All of it, for a capture. */
  recording(): Recording {
    return {
      beganAtMs: performance.timeOrigin + this.#zero,
      events: [...this.#recorded],
      lostEvents: this.#lostEvents,
    }
  }
}

function isEvidence(event: Recorded): event is Evidence {
  return event.kind !== 'pause' && event.kind !== 'resume'
}
