// The command lines that repeat one check, as reports say them. Pure.
import type { StageNumber } from './result.ts'
import { toShellLine } from './shell-line.ts'

interface Setting {
  readonly subject: string
  readonly backends: string | undefined
  readonly extraChecks?: string | undefined
}

export function toGradeCommand(
  { subject, backends, extraChecks }: Setting,
  id: string,
  stage: StageNumber,
  seed: number,
): string {
  const which = ['--subject', subject, '--stages', String(stage), '--only', id, '--seed', String(seed)]
  return toShellLine([
    'npm',
    'run',
    'grade',
    '--',
    ...which,
    ...named('--backends', backends),
    ...named('--extra-checks', extraChecks),
  ])
}

/** The student's own: this tree and embedded backends need not be named. */
export function toCheckCommand({ subject, backends }: Setting, id: string, stage: StageNumber, seed: number): string {
  const which = ['--only', id, '--seed', String(seed)]
  const where = [
    ...named('--subject', subject === 'reference' ? undefined : subject),
    ...named('--backends', backends === 'embedded' ? undefined : backends),
  ]
  return toShellLine(['npm', 'run', 'check', String(stage), '--', ...where, ...which])
}

/** All of a stage. */
export function toCheckLine(subject: string, stage: StageNumber): string {
  const where = subject === 'reference' ? [] : ['--', '--subject', subject]
  return toShellLine(['npm', 'run', 'check', String(stage), ...where])
}

function named(flag: string, value: string | undefined): string[] {
  return value === undefined ? [] : [flag, value]
}
