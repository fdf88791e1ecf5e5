// Where a proxy that people trust fails a check, and why the check is right all the same. Whatever else such a proxy fails is a
// bug of the check.
import type { StageNumber } from '../result.ts'

export interface KnownDifference {
  readonly peer: 'nginx' | 'haproxy' | 'caddy'
  readonly check: string
  /** Absent: at every stage at which it is made. */
  readonly stages?: readonly StageNumber[]
  /** What the peer does, and by which rule a student's proxy must not. */
  readonly reason: string
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = []
