// How many checks are made at a time where nobody says. EDGE: asks how many processors there are.
import { availableParallelism } from 'node:os'

/** Most checks wait most of their time: for a deadline, for a program that starts. */
export function usualJobs(): number {
  return 4 * availableParallelism()
}
