// The order of the measurements, and what the figures of interleaved rounds come to. Measures nothing itself.
import type { LoadResult, LoadRound } from '../result.ts'

/** Those that stay the same while the subject is measured may differ by so much, largest to smallest, before nothing is scored. */
export const MOST_UNREST = 0.25

/** Round after round direct, reference, subject: what changes slowly about the machine touches all alike. */
export const ORDER: readonly LoadRound['of'][] = ['direct', 'reference', 'subject']

/** Measures all in turn, `count` times; stops after the measurement in which `signal` came. */
export async function interleave(
  count: number,
  measure: (of: LoadRound['of'], round: number) => Promise<LoadRound>,
  signal?: AbortSignal,
): Promise<LoadRound[]> {
  const rounds: LoadRound[] = []
  for (let round = 1; round <= count; round += 1) {
    for (const each of ORDER) {
      if (signal?.aborted) return rounds
      rounds.push(await measure(each, round))
    }
  }
  return rounds
}

/** Ratio, spread, or why there is none, of rounds in the order of `interleave`. */
export function compare(rounds: readonly LoadRound[]): Pick<LoadResult, 'ratio' | 'spread' | 'notScored'> {
  const notScored = whyNotScored(rounds)
  if (notScored !== undefined) return { ratio: null, spread: null, notScored }
  const references = ratesOf(rounds, 'reference')
  const ratios = ratesOf(rounds, 'subject').map((rate, round) => rate / (references[round] ?? Number.NaN))
  return { ratio: median(ratios), spread: [Math.min(...ratios), Math.max(...ratios)], notScored: null }
}

function whyNotScored(rounds: readonly LoadRound[]): string | undefined {
  for (const still of ['direct', 'reference'] as const) {
    const rates = ratesOf(rounds, still)
    const whom = still === 'direct' ? 'the web servers alone' : 'the reference'
    if (rates.length < 2)
      return `${whom} was measured ${rates.length} times, and it takes two to see whether the machine is at rest`
    const errors = rounds.filter(({ of }) => of === still).reduce((sum, round) => sum + round.errors, 0)
    if (errors > 0) return `${whom} had ${errors} errors: the machine or the lab is at fault`
    const [least, most] = [Math.min(...rates), Math.max(...rates)]
    if (most === 0) return `${whom} answered nothing`
    const unrest = (most - least) / most
    if (unrest > MOST_UNREST)
      return `the rounds of ${whom} differ by ${Math.round(100 * unrest)} % (from ${Math.round(least)} to ${Math.round(most)} requests/s): the machine was busy with something else`
  }
  if (ratesOf(rounds, 'subject').length < ratesOf(rounds, 'reference').length) return 'the run was stopped'
  return undefined
}

function ratesOf(rounds: readonly LoadRound[], of: LoadRound['of']): number[] {
  return rounds.filter(round => round.of === of).map(round => round.requestsPerSecond)
}

/** NaN of nothing. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return ((sorted[(sorted.length - 1) >> 1] ?? Number.NaN) + (sorted[sorted.length >> 1] ?? Number.NaN)) / 2
}
