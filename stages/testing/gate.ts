// Knows a door that the test opens: it orders events without sleeping.

export interface Gate {
  /** Lets everyone through, now and later. */
  open(): void
  /** Resolves when the gate is open. */
  readonly opened: Promise<void>
}

export function gate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { open: resolve, opened: promise }
}
