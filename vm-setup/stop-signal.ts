// EDGE: listens to the process. The first Ctrl-C ends what is being done in good order; one a second later ends us at once.

const ECHO_MS = 1000

/** @param isTheirs another program has the terminal, and answers to signals itself */
export function stopAtSignal(isTheirs: boolean): AbortSignal {
  const stop = new AbortController()
  let firstMs: number | undefined
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (isTheirs) return
      // npm hands on what the terminal has sent us already.
      if (firstMs !== undefined && performance.now() - firstMs > ECHO_MS) process.exit(2)
      firstMs ??= performance.now()
      stop.abort()
    })
  }
  return stop.signal
}
