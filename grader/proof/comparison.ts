// Grades an impostor whole, at the stage of its mistake, and says how that differs from what the catalogue says.
import { grade } from '../grade.ts'
import type { Impostor } from '../impostors/impostor.ts'
import { readOptions } from '../options.ts'
import type { GradeResult, Verdict } from '../result.ts'

export interface Comparison {
  /** Ids of the failed checks, by name. */
  readonly failed: readonly string[]
  /** One phrase for each way in which it does otherwise; none: it does as it says. */
  readonly differences: readonly string[]
  readonly durationMs: number
}

const QUIET = { onStart: async () => {}, onProgress: () => {}, onResult: () => {} }
/** The same values each time: what the catalogue says was seen with them. */
const SEED = '20261123'

export async function compare(
  { name, stage, fails, mayFail = [] }: Impostor,
  root: string,
  signal: AbortSignal,
): Promise<Comparison> {
  const flags = ['--subject', `impostor:${name}`, '--stages', `${stage}`, '--backends', 'embedded', '--seed', SEED]
  const request = readOptions(flags, {})
  if (request.show !== 'grade') throw new Error('these flags ask for a grading')
  const result = await grade(request.options, root, QUIET, signal)
  const failed = idsWith(result, 'failed')
  const phrases: readonly (readonly [string, readonly string[]])[] = [
    ['passes', fails.filter(id => !failed.includes(id))],
    ['fails too', failed.filter(id => !fails.includes(id) && !mayFail.includes(id))],
    ['undecided', idsWith(result, 'undecided')],
  ]
  const differences = phrases.filter(([, ids]) => ids.length > 0).map(([what, ids]) => `${what}: ${ids.join(', ')}`)
  return { failed, differences, durationMs: result.durationMs }
}

function idsWith(result: GradeResult, verdict: Verdict): string[] {
  return result.checks
    .filter(check => check.verdict === verdict)
    .map(({ id }) => id)
    .sort()
}
