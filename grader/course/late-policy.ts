// What lateness costs. A pure function of two moments and three numbers: whoever regrades next year gets the same answer. It
// reads no clock and no file.

export interface LatePolicy {
  /** So late is not late. Beyond it, lateness counts from the due date. */
  readonly graceMinutes: number
  /** Of the points, for each day that has begun. */
  readonly percentPerDay: number
  /** The most that lateness costs, in percent of the points. */
  readonly capPercent: number
}

export const NO_PENALTY: LatePolicy = { graceMinutes: 0, percentPerDay: 0, capPercent: 0 }

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/**
 * What is taken off, in percent of the points: 0 to `capPercent`.
 *
 * @param dueMs and
 * @param submittedMs as Date counts: ms since 1970 in UTC
 */
export function latePercent(policy: LatePolicy, dueMs: number, submittedMs: number): number {
  const lateMs = submittedMs - dueMs
  if (lateMs <= policy.graceMinutes * MINUTE_MS) return 0
  const days = Math.ceil(lateMs / DAY_MS)
  return Math.min(policy.capPercent, days * policy.percentPerDay)
}
