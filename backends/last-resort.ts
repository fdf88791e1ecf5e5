// What must happen even if nobody calls close(): the process exits, or a signal ends it. Child processes and folders
// in the system's tmp would outlive us otherwise. EDGE: listens to the process.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const cleanUps = new Set<() => void>()

/**
 * `cleanUp` (synchronous) runs when the process exits or a signal ends it. A signal that the program handles itself
 * is left to it: it will close, or exit. Returns a function that takes this back.
 */
export function atTheEnd(cleanUp: () => void): () => void {
  if (cleanUps.size === 0) startListening()
  cleanUps.add(cleanUp)
  return () => {
    cleanUps.delete(cleanUp)
    if (cleanUps.size === 0) stopListening()
  }
}

function startListening(): void {
  process.on('exit', cleanUpAll)
  for (const signal of SIGNALS) process.on(signal, onSignal)
}

function stopListening(): void {
  process.removeListener('exit', cleanUpAll)
  for (const signal of SIGNALS) process.removeListener(signal, onSignal)
}

function cleanUpAll(): void {
  for (const cleanUp of cleanUps) cleanUp()
}

function onSignal(signal: NodeJS.Signals): void {
  const somebodyElseListens = process.listenerCount(signal) > 1
  if (somebodyElseListens) return
  cleanUpAll()
  // Listening for a signal switches its effect off. Without our listener it ends the process as it would have.
  stopListening()
  process.kill(process.pid, signal)
}
