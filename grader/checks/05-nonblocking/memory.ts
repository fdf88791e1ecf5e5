// How much memory the program has taken since a check looked, and the world of the checks that ask for it. Knows no check.
import type { Lab } from '../../lab/lab.ts'
import type { WorldOptions } from '../../lab/world-options.ts'
import { must } from '../../verdict.ts'
import { MIB } from './long-body.ts'

// Garbage that no collector has fetched yet, and buffers that double, are nobody's fault.
const GRANTED_BYTES = 64 * MIB

/** Nothing here is about time, and a transfer may take longer than a deadline on a machine that has other work. */
export const UNHURRIED: WorldOptions = { timeouts: { request_ms: 60_000, response_ms: 60_000, idle_ms: 60_000 } }

/** What the program uses from now on, where the system tells. */
export function memoryOf(lab: Lab, grantedBytes = GRANTED_BYTES): { mustNotHaveGrown(when: string): void } {
  const before = lab.program.memoryBytes()
  if (before === undefined) lab.note('this system does not tell how much memory a program uses: not looked at')
  return {
    mustNotHaveGrown: when => {
      const grownBytes = (lab.program.memoryBytes() ?? 0) - (before ?? 0)
      lab.note(`the program's memory has grown by ${toMiB(grownBytes)}`)
      must(before === undefined || grownBytes < grantedBytes, () => ({
        reason: `the program's memory grew ${when}`,
        expected: `by less than ${toMiB(grantedBytes)}`,
        actual: `by ${toMiB(grownBytes)}`,
      }))
    },
  }
}

function toMiB(bytes: number): string {
  return `${Math.round(bytes / MIB)} MiB`
}
