// How far a class is: a line at the bottom of a terminal, and a line for each student who is through. EDGE: writes to a stream,
// reads the clock.
import type { WriteStream } from 'node:tty'
import { oneLine } from '../report/printable.ts'
import { points } from '../report/wording.ts'
import type { Progress } from './grade-student.ts'
import type { ClassRecord } from './record.ts'

export class ClassProgress {
  readonly #stream: WriteStream
  readonly #total: number
  readonly #startedMs = performance.now()
  readonly #current = new Map<string, Progress>()
  #done = 0
  #graded = 0

  constructor(stream: WriteStream, total: number) {
    this.#stream = stream
    this.#total = total
  }

  onProgress(key: string, progress: Progress): void {
    this.#current.set(key, progress)
    this.#draw()
  }

  onRecord(record: ClassRecord, isNew: boolean): void {
    this.#current.delete(record.student.key)
    this.#done += 1
    if (isNew) this.#graded += 1
    this.#clear()
    this.#stream.write(`${this.#done}/${this.#total} ${recordLine(record, isNew)}\n`)
    this.#draw()
  }

  /** What follows stands on a clean line. */
  end(): void {
    this.#clear()
  }

  #clear(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\x1b[K')
  }

  #draw(): void {
    if (!this.#stream.isTTY) return
    const running = [...this.#current].map(
      ([key, { done, total }]) => `${key} ${Math.round((done / (total || 1)) * 100)} %`,
    )
    const line = `${this.#done} of ${this.#total} students; ${running.join(', ')}${this.#timeLeft()}`
    this.#stream.write(`\r\x1b[K${line.slice(0, (this.#stream.columns ?? 80) - 1)}`)
  }

  /** By how long those took that were graded now. */
  #timeLeft(): string {
    if (this.#graded === 0) return ''
    const eachMs = (performance.now() - this.#startedMs) / this.#graded
    const minutes = (eachMs * (this.#total - this.#done)) / 60_000
    return `; about ${minutes < 1 ? 'a minute' : `${Math.ceil(minutes)} min`} left`
  }
}

function recordLine({ student, status, score, maxScore, reason }: ClassRecord, isNew: boolean): string {
  const earned = score === null ? 'no score' : `${points(score)} of ${points(maxScore)}`
  const known = isNew || status === 'absent' ? '' : ', unchanged'
  return `${student.key}: ${status}${known}, ${earned}${reason === null ? '' : `; ${oneLine(reason)}`}`
}
