// Peers and impostors calibrate the checks where they are made; in a handout there are none.
import type { Subject } from '../subject.ts'
import { CannotGrade } from '../verdict.ts'

export const PEER_NAMES: readonly string[] = []

/** What `--subject` may say of them. */
export const CALIBRATORS: readonly string[] = []

/**
 * @param argument what stands behind `--subject`
 * @returns undefined where it speaks of neither
 * @throws CannotGrade where it speaks of one
 */
export function findCalibrator(argument: string, _root: string): Subject | undefined {
  if (/^(?:peer|impostor):/.test(argument))
    throw new CannotGrade(`${argument}: peers and impostors are no part of a handout; name a folder`)
  return undefined
}
