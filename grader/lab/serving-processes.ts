// Which processes of a program must outlive a check: those that listen on its port and have no parent that does. So a worker
// that a supervisor replaces after each crash is noticed, and the child that a server forks for each connection is not missed.
import { hasProc, processRow } from './process-table.ts'
import type { Program } from './program.ts'

/** Empty where the system does not tell cheaply: this is asked twice a check. */
export function servingProcesses(program: Program): number[] {
  if (!hasProc) return []
  const listening = program.listeningPids() ?? []
  return listening.filter(pid => !listening.includes(processRow(pid)?.parent ?? 0))
}
