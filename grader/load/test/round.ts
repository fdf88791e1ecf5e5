// A measured round with these figures.
import type { LoadErrors, LoadRound } from '../../result.ts'

export function round(of: LoadRound['of'], requestsPerSecond: number, errors: Partial<LoadErrors> = {}): LoadRound {
  const errorKinds = { connect: 0, cut: 0, timeout: 0, status: 0, wrongAnswers: 0, ...errors }
  const sum = Object.values(errorKinds).reduce((total, count) => total + count, 0)
  return { of, requestsPerSecond, errors: sum, errorKinds, latencyMs: { p50: 1, p90: 2, p99: 3, max: 4 } }
}
