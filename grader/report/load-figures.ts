// Knows how the rounds of a load scenario are summed up: medians and spread of each of those that were measured.

import type { LoadResult, LoadRound } from '../result.ts'

export interface LoadFigures {
  readonly of: LoadRound['of']
  readonly rounds: number
  /** Requests a second: median, smallest and largest of the rounds. */
  readonly median: number
  readonly min: number
  readonly max: number
  readonly errors: number
  /** Medians of the rounds. */
  readonly latencyMs: LoadRound['latencyMs']
}

/** One a measured, in the order of their first rounds. */
export function toFigures({ rounds }: LoadResult): LoadFigures[] {
  return [...Map.groupBy(rounds, round => round.of)].map(([of, own]) => {
    const rates = own.map(round => round.requestsPerSecond)
    const latency = (name: keyof LoadRound['latencyMs']) => median(own.map(round => round.latencyMs[name]))
    return {
      of,
      rounds: own.length,
      median: median(rates),
      min: Math.min(...rates),
      max: Math.max(...rates),
      errors: own.reduce((total, round) => total + round.errors, 0),
      latencyMs: { p50: latency('p50'), p90: latency('p90'), p99: latency('p99'), max: latency('max') },
    }
  })
}

/** `0.70 of the reference (0.67 to 0.73)`, or why there is no score. */
export function ratioSentence({ ratio, spread, notScored }: LoadResult): string {
  if (ratio === null) return `not scored: ${notScored ?? 'no reason was given'}`
  const range = spread === null ? '' : ` (${spread[0].toFixed(2)} to ${spread[1].toFixed(2)})`
  return `${ratio.toFixed(2)} of the reference${range}`
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low = 0, high = 0] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return (low + high) / 2
}
