// Knows why a check was skipped: the one at the root, where a skipped check was needed by others in turn.

import type { CheckResult } from '../result.ts'
import { oneLine } from './printable.ts'

/** `needs pipelining.order, which failed`, or why its stage was not graded at all. `checks`: all of the run. */
export function skipCause(check: CheckResult, checks: readonly CheckResult[]): string {
  const needed = check.needs
    .map(id => checks.find(other => other.id === id && other.stage === check.stage))
    .find(other => other !== undefined && other.verdict !== 'passed')
  if (needed === undefined) return oneLine(check.reason ?? 'no reason was given')
  if (needed.verdict === 'skipped') return skipCause(needed, checks)
  return `needs ${needed.id}, which ${needed.verdict === 'failed' ? 'failed' : 'could not be judged'}`
}
