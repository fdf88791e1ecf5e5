// The life of `--watch`: a run, then another after every save; a save during a run stops that run. Knows no files, no
// terminal and no checks.

export interface WatchLoop {
  /** Makes one run. `saved` is empty for the first. Resolves also after `signal`, when nothing of the run is left. */
  readonly run: (saved: readonly string[], signal: AbortSignal) => Promise<void>
  /** Called when a run has ended by itself and no save has come meanwhile. */
  readonly onIdle: () => void
}

export class Watching {
  readonly #loop: WatchLoop
  readonly #saved = new Set<string>()
  #isEnding = false
  #run: AbortController | undefined
  #wake: (() => void) | undefined

  constructor(loop: WatchLoop) {
    this.#loop = loop
  }

  /** What was saved: the current run is stopped, the next one begins. */
  saved(paths: readonly string[]): void {
    for (const path of paths) this.#saved.add(path)
    this.#run?.abort()
    this.#wake?.()
  }

  /** The current run is stopped, no further one begins. */
  end(): void {
    this.#isEnding = true
    this.#run?.abort()
    this.#wake?.()
  }

  /** Resolves after `end`, when the last run has ended. Rejects with what a run rejects with. */
  async untilEnd(): Promise<void> {
    for (let isFirst = true; !this.#isEnding; isFirst = false) {
      if (!isFirst && this.#saved.size === 0) {
        this.#loop.onIdle()
        await new Promise<void>(resolve => {
          this.#wake = resolve
        })
        continue
      }
      const saved = [...this.#saved]
      this.#saved.clear()
      this.#run = new AbortController()
      await this.#loop.run(saved, this.#run.signal)
      this.#run = undefined
    }
  }
}
