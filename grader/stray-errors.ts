// What a module with checks of somebody's own throws when none of its checks is asked any more: in a timer, or in an event that nobody
// awaits. It would end the grader with a stack trace; so it ends the run. EDGE: listens to the process.
import { UsageError } from '../backends/command-line.ts'

export class StrayErrors implements Disposable {
  readonly #file: string | undefined
  readonly #over = new AbortController()
  #fault: UsageError | undefined

  /** @param file the module; without one nothing is caught, for then it is the grader that is at fault */
  constructor(file: string | undefined) {
    this.#file = file
    if (file !== undefined) process.on('uncaughtException', this.#keep)
  }

  /** Also aborted when something was thrown. */
  with(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#over.signal : AbortSignal.any([signal, this.#over.signal])
  }

  /** Throws UsageError where something was thrown: whoever named the module is at fault, and not the subject. */
  throwIfAny(): void {
    if (this.#fault !== undefined) throw this.#fault
  }

  [Symbol.dispose](): void {
    process.off('uncaughtException', this.#keep)
  }

  readonly #keep = (error: unknown) => {
    this.#fault ??= new UsageError(`--extra-checks ${this.#file}: threw outside of its checks: ${inOneLine(error)}`)
    this.#over.abort()
  }
}

/** What it says, and the first place that its stack names. */
function inOneLine(error: unknown): string {
  const place = error instanceof Error ? /^ +at .*/m.exec(error.stack ?? '')?.[0] : undefined
  return `${error} ${place?.trim() ?? ''}`.replace(/\s+/g, ' ').trim().slice(0, 300)
}
