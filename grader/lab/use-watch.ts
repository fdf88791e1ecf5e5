// Looks what a contained program uses, and ends it when it uses more than it may. Limits of the kernel hold for a process;
// these hold for all of a program together. EDGE: reads /proc, the clock; ends processes.
import type { Containment } from '../subject.ts'
import type { Output } from './output.ts'
import { readProc } from './process-table.ts'
import { memoryBytes } from './process-tree.ts'
import type { ProcessesOfProgram } from './processes-of-program.ts'

// A program that takes memory as fast as it can has some hundred megabytes more by then.
const LOOK_MS = 100
const MIB = 2 ** 20

export interface UseWatch {
  /** Why the program was ended, as a clause of which it is the subject; null as long as it was not. */
  readonly breach: string | null
  end(): void
}

/** Without a containment nobody looks. */
export function watchUse(
  containment: Containment | undefined,
  processes: ProcessesOfProgram,
  output: Output,
): UseWatch {
  if (containment === undefined) return { breach: null, end: () => {} }
  const watch = { breach: null as string | null, end: () => clearInterval(timer) }
  const timer = setInterval(() => {
    watch.breach = breachOf(containment, processes.tree(), output.byteCount)
    if (watch.breach === null) return
    clearInterval(timer)
    void processes.killAll()
  }, LOOK_MS).unref()
  return watch
}

function breachOf(limits: Containment, pids: readonly number[], printedBytes: number): string | null {
  if (printedBytes > limits.outputBytes)
    return `printed more than ${toMiB(limits.outputBytes)} MiB and was ended for it`
  if (pids.length > limits.processes) return `had more than ${limits.processes} processes and was ended for it`
  // What processes share counts for each of them here: cheap, and never too little.
  if ((memoryBytes(pids) ?? 0) <= limits.memoryBytes) return null
  if (shareOfMemory(pids) <= limits.memoryBytes) return null
  return `used more than ${toMiB(limits.memoryBytes)} MiB of memory and was ended for it`
}

/** proc_pid_smaps(5), Pss: what is shared is divided among those who share it. */
function shareOfMemory(pids: readonly number[]): number {
  const kibibytes = pids.map(pid => /^Pss:\s+(\d+) kB$/m.exec(readProc(`${pid}/smaps_rollup`) ?? '')?.[1] ?? 0)
  return kibibytes.reduce((sum: number, each) => sum + Number(each), 0) * 1024
}

function toMiB(bytes: number): number {
  return Math.round(bytes / MIB)
}
