// Ctrl-C and its like end a run in good order: what was found is kept, what was started is ended. EDGE: listens to the
// process, reads the clock.

// The terminal sends Ctrl-C to npm and to us, and npm hands its own on to us: what follows so closely is the same one.
const SAME_MS = 1000

/** Aborted at the first of SIGINT, SIGTERM and SIGHUP; another one, later, ends the process at once. */
export function stopAtSignal(): AbortSignal {
  const stop = new AbortController()
  let firstAtMs = 0
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (!stop.signal.aborted) firstAtMs = performance.now()
      else if (performance.now() - firstAtMs > SAME_MS) process.exit(2)
      stop.abort()
    })
  }
  return stop.signal
}
