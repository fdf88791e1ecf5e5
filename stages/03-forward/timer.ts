// EDGE: waiting, as a parameter: whoever waits is told how to start a timer, so a test can imagine the time and a proxy with
// thousands of timers can keep them in its own way.

/** Rings once, unless cancelled. */
export interface Timer {
  /** Starts its time anew. */
  refresh(): void
  cancel(): void
}

export type TimerStarter = (ms: number, ring: () => void) => Timer

/** A timer of the runtime's own. */
export const startTimer: TimerStarter = (ms, ring) => {
  const timer = setTimeout(ring, ms)
  return { refresh: () => timer.refresh(), cancel: () => clearTimeout(timer) }
}
