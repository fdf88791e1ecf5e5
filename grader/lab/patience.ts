// How long the lab waits before it says that something did not happen. EDGE: sets timers.
import { Failure } from '../verdict.ts'

/**
 * Long enough for a loaded machine and a slow language, short enough for a run that meets many hangs. Nothing passes
 * because of it: it only ends what would last for ever.
 */
export const PATIENCE_MS = 8000

/** What `promise` resolves to. Throws a Failure that says what was waited for, and what is known by then, when it takes too long. */
export async function within<T>(
  promise: Promise<T>,
  waitedFor: string,
  known: () => string = () => 'nothing came',
  limitMs = PATIENCE_MS,
): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    reject(new Failure({ reason: `${waitedFor}: not within ${limitMs} ms`, expected: waitedFor, actual: known() }))
  }, limitMs)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Will be awaited later: if it fails before, that is no failure that nobody hears of. */
export function heard(promise: Promise<unknown>): void {
  promise.catch(() => {})
}
