// Knows how to wait for a state instead of sleeping: whoever changes something rings, whoever waits looks again.
// A wait ends by itself after a long cap, and then says what it was waiting for.

/** Long enough for a loaded machine: it only ever runs out where the test has failed anyway. */
export const longCapMs = 10_000

export class Bell {
  readonly #waiting = new Set<() => void>()

  /** Lets everyone who waits look again. */
  ring(): void {
    for (const lookAgain of [...this.#waiting]) lookAgain()
  }

  /** Resolves once `isSo` holds; rejects after `capMs` with the sentence that `waitedFor` makes at that moment. */
  until(isSo: () => boolean, waitedFor: () => string, capMs = longCapMs): Promise<void> {
    if (isSo()) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const lookAgain = () => {
        if (!isSo()) return
        this.#waiting.delete(lookAgain)
        clearTimeout(cap)
        resolve()
      }
      const giveUp = () => {
        this.#waiting.delete(lookAgain)
        reject(new Error(`waited ${capMs} ms for ${waitedFor()}`))
      }
      // A wait without cap must not create a timer: setTimeout turns Infinity into one millisecond.
      const cap = Number.isFinite(capMs) ? setTimeout(giveUp, capMs) : undefined
      this.#waiting.add(lookAgain)
    })
  }
}
