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
const PLENTY_BYTES = 2 * 1024 * 1024
const KEPT_THEN_BYTES = 256

/** As it is kept: most checks pass, and then nobody reads it. */
interface Kept extends Required<Omit<Happening, 'fromPort' | 'toPort'>> {
  readonly atMs: number
  readonly byteCount: number
  readonly fromPort: number | null
  readonly toPort: number | null
}

export class Timeline {
  #zero = performance.now()
  #kept: Kept[] = []
  #lostEvents = 0
  #keptBytes = 0

  /** Since the check began. */
  get nowMs(): number {
    return performance.now() - this.#zero
  }

  /** Forgets everything: another check begins. */
  restart(): void {
    this.#zero = performance.now()
    this.#kept = []
    this.#lostEvents = 0
    this.#keptBytes = 0
  }

  add({ from, to, connection, kind, bytes = '', fromPort, toPort, isAside = false }: Happening): void {
    if (this.#kept.length >= RECORDED_EVENTS) {
      this.#lostEvents += 1
      return
    }
    const kept = beginningOf(bytes, this.#keptBytes < PLENTY_BYTES ? KEPT_BYTES : KEPT_THEN_BYTES)
    this.#keptBytes += kept.length
    this.#kept.push({
      atMs: Math.round(this.nowMs * 1000) / 1000,
      from,
      to,
      connection,
      kind,
      bytes: kept,
      byteCount: kind === 'bytes' ? bytes.length : 0,
      fromPort: fromPort ?? null,
      toPort: toPort ?? null,
      isAside,
    })
  }

  /** A remark of the lab, in the order of what happened. */
  note(text: string): void {
    this.add({ from: 'lab', to: 'lab', connection: '', kind: 'note', bytes: text })
  }

  /** What has happened by now, in order. */
  evidence(): Evidence[] {
    const evidence = this.#kept
      .filter(({ isAside }) => !isAside)
      .map(toRecorded)
      .filter(isEvidence)
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

  /** All of it by now, for a capture. */
  recording(): Recording {
    const kept = [...this.#kept]
    return {
      beganAtMs: performance.timeOrigin + this.#zero,
      get events() {
        return kept.map(toRecorded)
      },
      lostEvents: this.#lostEvents,
    }
  }
}

/** Never more memory than is kept: a long piece that was read holds all of it. */
function beginningOf(bytes: Buffer | string, most: number): Buffer | string {
  if (bytes.length <= most) return bytes
  return typeof bytes === 'string' ? bytes.slice(0, most) : Buffer.from(bytes.subarray(0, most))
}

function toRecorded({ isAside: _, bytes, ...event }: Kept): Recorded {
  return { ...event, bytes: typeof bytes === 'string' ? bytes : bytes.toString('latin1') }
}

function isEvidence(event: Recorded): event is Evidence {
  return event.kind !== 'pause' && event.kind !== 'resume'
}
