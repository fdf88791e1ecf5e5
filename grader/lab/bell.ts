// Wakes whoever waits until something is so, each time that something has changed. Knows no clock.

export class Bell {
  #waiting = Promise.withResolvers<void>()

  ring(): void {
    const woken = this.#waiting
    this.#waiting = Promise.withResolvers<void>()
    woken.resolve()
  }

  /** Resolves once `isSo` holds; looks each time that the bell rings. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await this.#waiting.promise
  }
}
