// Whom the grader contains, and how: a folder's program wherever that is possible, and never its own. EDGE: tries the sandbox.
import { UsageError } from '../backends/command-line.ts'
import type { GradeOptions } from './options.ts'
import { findSandbox, noSandbox } from './sandbox/find-sandbox.ts'
import type { SandboxPlan } from './sandbox/plan.ts'

const OWN_BACKENDS = [undefined, 'embedded', 'nginx']
const NO_WAY_OUT = 'a contained program has no network but that of the lab'

/** Undefined: nothing contains it. Throws UsageError or CannotGrade where bwrap was asked for and cannot be had. */
export function sandboxFor(
  { sandbox, subject, backends }: Pick<GradeOptions, 'sandbox' | 'subject' | 'backends'>,
  root: string,
): SandboxPlan | undefined {
  const isFolder = subject !== 'reference' && !/^(?:peer|impostor):/.test(subject)
  const isOutside = !OWN_BACKENDS.includes(backends)
  if (sandbox === 'bwrap') {
    if (isOutside)
      throw new UsageError(
        `--sandbox bwrap and --backends ${backends}: ${NO_WAY_OUT}; take --backends nginx or embedded`,
      )
    if (subject.startsWith('peer:'))
      throw new UsageError(
        `--sandbox bwrap: ${subject} is a program of this machine and is not contained; leave it out`,
      )
    return findSandbox(sandbox, root)
  }
  if (!isFolder) return undefined
  return isOutside && sandbox === 'auto'
    ? noSandbox(`${NO_WAY_OUT}, and the backends of ${backends} are outside`)
    : findSandbox(sandbox, root)
}
