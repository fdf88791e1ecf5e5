// Ctrl-C and its like end a run in good order: what was found is kept, what was started is ended. EDGE: listens to the process.

/** Aborted at the first of SIGINT, SIGTERM and SIGHUP; the second one ends the process at once. */
export function stopAtSignal(): AbortSignal {
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(2)
      stop.abort()
    })
  }
  return stop.signal
}
