// Knows the words and number formats that all reports share, so that they say the same thing in the same way.

import type { CheckResult, Verdict } from '../result.ts'
import { roundScore } from './json.ts'

/** A symbol and a word each: the symbol never stands alone. */
export const SYMBOLS: Readonly<Record<Verdict, string>> = { passed: '✓', failed: '✗', skipped: '–', undecided: '?' }

/** `1 check`, `3 checks`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}

/** `12`, `17.5`, `0.33333`. */
export function points(score: number): string {
  return String(roundScore(score))
}

/** `0.4 ms`, `184 ms`, `41.7 s`, `3 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 100) return `${ms.toFixed(1)} ms`
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 100_000) return `${(ms / 1000).toFixed(1)} s`
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`
}

/** `pipelining` of `pipelining.order`. */
export function roomOf(check: CheckResult): string {
  return check.id.split('.')[0] ?? check.id
}
