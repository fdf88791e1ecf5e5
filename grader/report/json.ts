// Knows how a result becomes JSON: everything that was found out, for programs to read.

import type { GradeResult } from '../result.ts'

const SCORES = new Set(['score', 'maxScore', 'ratio'])

/**
 * The result as JSON, two blanks a level, one line break at the end. Scores are rounded to five digits behind the point;
 * a number that is not finite is `null`, for no score must ever be made of it.
 */
export function toJson(result: GradeResult): string {
  return `${JSON.stringify(result, (key, value) => (SCORES.has(key) ? roundScore(value) : value), 2)}\n`
}

/** To five digits behind the point; what is not a finite number as it is. */
export function roundScore<T>(value: T): T | number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.round(value * 1e5) / 1e5 : value
}
