// What the process says to whoever started it. Pure.
import type { GradeResult } from './result.ts'

/** 0: every graded check passed. 1: a check failed. 2: it could not be graded, or not to its end. */
export function exitStatus(result: GradeResult): 0 | 1 | 2 {
  if (result.stages.some(stage => stage.notGraded !== null)) return 2
  if (result.checks.some(({ verdict }) => verdict === 'failed' || verdict === 'skipped')) return 1
  return result.complete ? 0 : 2
}
