// A grading run as tests want it: no terminal, no files, the reference unless something else is asked for.
import { join } from 'node:path'
import { grade } from '../grade.ts'
import type { GradeOptions } from '../options.ts'
import type { GradeResult, Verdict } from '../result.ts'

export const ROOT = join(import.meta.dirname, '..', '..')

const QUIET = { onStart: async () => {}, onProgress: () => {}, onResult: () => {} }

export function gradeQuietly(options: Partial<GradeOptions>, signal?: AbortSignal): Promise<GradeResult> {
  const defaults: GradeOptions = {
    subject: 'reference',
    stages: undefined,
    only: undefined,
    backends: 'embedded',
    seed: undefined,
    jobs: 2,
    startVm: false,
    load: false,
    sandbox: 'none',
    reports: {},
    autolab: false,
    verbose: false,
  }
  return grade({ ...defaults, ...options }, ROOT, QUIET, signal)
}

/** `stage 3 forward.get`, in order, of the checks with one of these verdicts. */
export function idsOf(result: GradeResult, ...verdicts: readonly Verdict[]): string[] {
  return result.checks
    .filter(({ verdict }) => verdicts.includes(verdict))
    .map(({ stage, id }) => `stage ${stage} ${id}`)
}

/** What a failed expectation should show: why each check did not pass. */
export function reasonsOf(result: GradeResult): string[] {
  return result.checks
    .filter(({ verdict }) => verdict !== 'passed')
    .map(({ stage, id, verdict, reason, expected, actual }) =>
      [`stage ${stage} ${id} ${verdict}: ${reason}`, `expected ${expected}`, `actual ${actual}`].join('; '),
    )
}
