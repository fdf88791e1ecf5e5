// Grades an impostor whole, at the stage of its mistake, and says how that differs from what the catalogue says. Some mistakes show
// only when two things meet: a check that it passes, and should fail, is made once more and yet once more. And what some do to one
// client the next one suffers, whichever check that belongs to: one that it fails, and should not, is made again by itself.
import type { Impostor } from '../impostors/impostor.ts'
import { readOptions } from '../options.ts'
import type { GradeResult, Verdict } from '../result.ts'
import { gradeInWorker } from '../worker/start-worker.ts'

export interface Comparison {
  /** Ids of the checks that failed when it was graded whole, by name. */
  readonly failed: readonly string[]
  /** Those of them that the catalogue does not name, and that it passes by themselves. */
  readonly besideOthers: readonly string[]
  /** One phrase for each way in which it does otherwise; none: it does as it says. */
  readonly differences: readonly string[]
  readonly durationMs: number
}

const QUIET = { onStart: async () => {}, onProgress: () => {}, onResult: () => {} }
/** The same values each time: what the catalogue says was seen with them. */
const SEED = 20_261_123
const RUNS = 3

export async function compare(impostor: Impostor, root: string, signal: AbortSignal): Promise<Comparison> {
  const { fails, mayFail = [] } = impostor
  const failing = async (only: readonly string[], again: number) =>
    idsWith(await run(impostor, ['--only', `${only}`], SEED + again, root, signal), 'failed')
  const whole = await run(impostor, [], SEED, root, signal)
  const failed = idsWith(whole, 'failed')
  let passed = fails.filter(id => !failed.includes(id))
  const others = failed.filter(id => !fails.includes(id) && !mayFail.includes(id))
  const failedAlone = new Set<string>()
  for (let again = 1; again < RUNS && !signal.aborted; again += 1) {
    if (passed.length > 0) {
      const failedNow = await failing(passed, again)
      passed = passed.filter(id => !failedNow.includes(id))
    }
    for (const id of others) if ((await failing([id], again)).includes(id)) failedAlone.add(id)
  }
  const phrases: readonly (readonly [string, readonly string[]])[] = [
    ['passes', passed],
    ['fails too', others.filter(id => failedAlone.has(id))],
    ['undecided', idsWith(whole, 'undecided')],
  ]
  const differences = phrases.filter(([, ids]) => ids.length > 0).map(([what, ids]) => `${what}: ${ids.join(', ')}`)
  const besideOthers = others.filter(id => !failedAlone.has(id))
  return { failed, besideOthers, differences, durationMs: whole.durationMs }
}

async function run(
  { name, stage }: Impostor,
  more: readonly string[],
  seed: number,
  root: string,
  signal: AbortSignal,
): Promise<GradeResult> {
  const flags = ['--subject', `impostor:${name}`, '--stages', `${stage}`, '--backends', 'embedded', '--seed', `${seed}`]
  const request = readOptions([...flags, ...more], {})
  if (request.show !== 'grade') throw new Error('these flags ask for a grading')
  const job = { options: request.options, sandbox: undefined, root, programs: undefined, wantsAll: false }
  return gradeInWorker(job, QUIET, signal)
}

function idsWith(result: GradeResult, verdict: Verdict): string[] {
  return result.checks
    .filter(check => check.verdict === verdict)
    .map(({ id }) => id)
    .sort()
}
