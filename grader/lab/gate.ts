// Something that waits until the check says so: the order of things comes from gates, never from waiting a while.

export class Gate {
  readonly #passage = Promise.withResolvers<void>()

  /** Resolves once the gate is open. */
  get opened(): Promise<void> {
    return this.#passage.promise
  }

  open(): void {
    this.#passage.resolve()
  }
}
