// Which checks a student's run makes, and in which order: those that are new at the stage, with what they need. Pure.
import type { Check } from '../check.ts'
import type { GradePlan } from '../grade.ts'
import { toCheckCommand } from '../repeat-command.ts'
import type { GradeResult } from '../result.ts'
import type { CheckOptions } from './options.ts'

/**
 * @param checks the registry's
 * @param failures ids of the checks that failed last: they are made first
 */
export function toPlan(
  options: CheckOptions,
  checks: readonly Check[],
  failures: readonly string[],
  jobs: number,
): GradePlan {
  const { subject, stage, seed, backends, captures, verbose } = options
  return {
    subject,
    stages: [stage],
    only: options.only ?? checks.filter(check => check.stage === stage).map(({ id }) => id),
    backends,
    seed,
    jobs,
    startVm: false,
    load: false,
    sandbox: 'auto',
    // Nobody is told of them here, and to ask for them takes a tenth of a second.
    programs: {},
    reports: {},
    autolab: false,
    captures,
    verbose,
    first: failures,
    toRepeat: toCheckCommand.bind(undefined, options),
  }
}

/** What failed by now: of a run that was stopped, also what failed before and was not made again. */
export function failuresAfter(result: GradeResult, before: readonly string[]): string[] {
  const made = new Set(result.checks.map(({ id }) => id))
  const failed = result.checks.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id)
  return result.complete ? failed : [...failed, ...before.filter(id => !made.has(id))]
}
