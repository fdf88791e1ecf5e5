// A program in a session of its own gets a share of the processors of its own (sched(7), autogroup), and a priority that knows
// nothing of how modest its grader was told to be. EDGE: reads and writes /proc.
import { writeFileSync } from 'node:fs'
import { readProc } from './process-table.ts'

/** Gives the session of `pid` the priority of ours. Where the kernel has no such thing, or does not allow it, all stays as it is. */
export function makeAsModest(pid: number): void {
  const [, nice] = / nice (-?\d+)/.exec(readProc('self/autogroup') ?? '') ?? []
  if (nice === undefined || nice === '0') return
  try {
    writeFileSync(`/proc/${pid}/autogroup`, nice)
  } catch {
    // Not more than a courtesy.
  }
}
