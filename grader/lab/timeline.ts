// What happened on the connections of a check, both sides in one order. Knows no socket: the ends report to it. EDGE: reads
// the clock.
import type { Evidence } from '../result.ts'

export interface Happening {
  readonly from: string
  readonly to: string
  readonly connection: string
  readonly kind: Evidence['kind']
  readonly bytes?: Buffer | string
  readonly fromPort?: number | undefined
  readonly toPort?: number | undefined
}

// Of a long piece its head and the first lines of its body tell what it is; the rest is counted.
const KEPT_BYTES = 65_536
const KEPT_EVENTS = 4000
// A check that moves hundreds of megabytes would make the lab as large: once so much is kept, later pieces are cut shorter.
const PLENTY_BYTES = 8 * 1024 * 1024
const KEPT_THEN_BYTES = 256

export class Timeline {
  #zero = performance.now()
  #evidence: Evidence[] = []
  #unseen = 0
  #keptBytes = 0

  /** Since the check began. */
  get nowMs(): number {
    return performance.now() - this.#zero
  }

  /** Forgets everything: another check begins. */
  restart(): void {
    this.#zero = performance.now()
    this.#evidence = []
    this.#unseen = 0
    this.#keptBytes = 0
  }

  add({ from, to, connection, kind, bytes = '', fromPort, toPort }: Happening): void {
    if (this.#evidence.length >= KEPT_EVENTS) {
      this.#unseen += 1
      return
    }
    const mostBytes = this.#keptBytes < PLENTY_BYTES ? KEPT_BYTES : KEPT_THEN_BYTES
    const kept = typeof bytes === 'string' ? bytes.slice(0, mostBytes) : bytes.toString('latin1', 0, mostBytes)
    this.#keptBytes += kept.length
    this.#evidence.push({
      atMs: Math.round(this.nowMs * 1000) / 1000,
      from,
      to,
      connection,
      kind,
      bytes: kept,
      byteCount: kind === 'bytes' ? bytes.length : 0,
      fromPort: fromPort ?? null,
      toPort: toPort ?? null,
    })
  }

  /** A remark of the lab, in the order of what happened. */
  note(text: string): void {
    this.add({ from: 'lab', to: 'lab', connection: '', kind: 'note', bytes: text })
  }

  /** What has happened by now, in order. */
  evidence(): Evidence[] {
    if (this.#unseen > 0) this.#sayUnseen()
    return [...this.#evidence]
  }

  #sayUnseen(): void {
    const unseen = this.#unseen
    this.#unseen = 0
    this.#evidence.pop()
    this.note(`${unseen + 1} more events are not kept`)
  }
}
