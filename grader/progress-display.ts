// One line at the bottom of a terminal that says how far a run is. Writes nothing where nobody looks. EDGE: writes to a
// stream, reads the clock.
import type { WriteStream } from 'node:tty'
import { progressLine } from './report/progress.ts'
import type { Progress } from './runner.ts'

export class ProgressDisplay {
  readonly #stream: WriteStream
  readonly #startedMs = performance.now()
  #progress: Progress | undefined
  readonly #timer: NodeJS.Timeout | undefined

  constructor(stream: WriteStream) {
    this.#stream = stream
    // Long checks end seldom; the time goes on.
    if (stream.isTTY) this.#timer = setInterval(() => this.#draw(), 500).unref()
  }

  show(progress: Progress): void {
    this.#progress = progress
    this.#draw()
  }

  /** Takes the line away: what follows stands on a clean one. */
  end(): void {
    clearInterval(this.#timer)
    if (this.#stream.isTTY) this.#stream.write('\r\x1b[K')
  }

  #draw(): void {
    if (!this.#stream.isTTY || this.#progress === undefined) return
    const elapsedMs = performance.now() - this.#startedMs
    this.#stream.write(`\r\x1b[K${progressLine({ ...this.#progress, elapsedMs }, (this.#stream.columns ?? 80) - 1)}`)
  }
}
