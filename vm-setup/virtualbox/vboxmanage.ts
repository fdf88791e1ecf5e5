// EDGE: the one door to VBoxManage. Argument lists, never a shell; each call has its time; what it complains of is heard even where it
// exits with 0.
import { runProgram } from '../program.ts'
import { toShellWords } from '../shell-words.ts'
import { VmError } from '../vm-error.ts'
import { complaintOf } from './complaint.ts'
import { findVBoxManage } from './find-vboxmanage.ts'

export interface VBoxManage {
  /** Asks; is not shown. Resolves to standard output. Rejects with VmError. */
  ask(...args: string[]): Promise<string>
  /** Changes something, and is shown as it runs. */
  order(...args: string[]): Promise<string>
  /** As `order`, of something that may take minutes. */
  orderLong(...args: string[]): Promise<string>
}

const ASK_MS = 30_000
const ORDER_MS = 120_000
/** Disks of gigabytes, on a busy laptop. */
const LONG_MS = 30 * 60_000

export function vboxManage({ tell, signal }: { tell: (line: string) => void; signal?: AbortSignal }): VBoxManage {
  let file: string | undefined
  const run = async (args: readonly string[], limitMs: number): Promise<string> => {
    file ??= findVBoxManage()
    const end = await runProgram(file, args, { limitMs, signal })
    const complaint = complaintOf(end)
    if (complaint !== undefined) throw new VmError(`VBoxManage ${args[0]}: ${complaint}`)
    return end.stdout
  }
  const show = (args: readonly string[]) => tell(`$ ${toShellWords(['VBoxManage', ...args])}`)
  return {
    ask: (...args) => run(args, ASK_MS),
    order(...args) {
      show(args)
      return run(args, ORDER_MS)
    },
    orderLong(...args) {
      show(args)
      return run(args, LONG_MS)
    },
  }
}
