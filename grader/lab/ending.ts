// How a program ends: it is asked, it is given time, it is killed, and what it left behind is told. EDGE: sends signals,
// reads the clock.
import { setTimeout as pause } from 'node:timers/promises'
import { type Listener, listeners } from './listeners.ts'
import type { ProcessRow } from './process-table.ts'
import type { ProcessesOfProgram } from './processes-of-program.ts'
import type { Program } from './program.ts'

/** A line for each thing that was left behind after SIGTERM and `graceMs`. When it resolves, none of it runs. */
export async function endProgram(program: Program, processes: ProcessesOfProgram, graceMs: number): Promise<string[]> {
  const graceEnds = performance.now() + graceMs
  // Remembers the descendants: when the program ends first, they lose their parent.
  program.pids()
  const asked = program.signal('SIGTERM')
  await Promise.race([program.exited, pause(graceMs, undefined, { ref: false })])
  const left = processes.withoutSandbox(await processes.survivors(graceEnds))
  const stillListening = left.length > 0 ? listeners(left.map(row => row.pid)) : []
  const undying = await processes.killAll()
  if (undying.length === 0) await program.exited
  program.output.close()
  const lines = [...leftRunning(left, asked, graceMs), ...leftListening(stillListening ?? [])]
  return undying.length > 0 ? [...lines, `${names(undying)} could not be killed`] : lines
}

function leftRunning(left: readonly ProcessRow[], asked: boolean, graceMs: number): string[] {
  if (left.length === 0) return []
  const count = left.length === 1 ? '1 process' : `${left.length} processes`
  const when = asked ? `after SIGTERM and ${graceMs / 1000} s` : 'after the program had ended by itself'
  return [`${count} still ran ${when}: ${names(left)}`]
}

function leftListening(found: readonly Listener[]): string[] {
  return [...new Set(found.map(each => each.port))].map(port => `port ${port} was still listened on`)
}

function names(rows: readonly ProcessRow[]): string {
  return rows.map(({ name, pid }) => `${name} (pid ${pid})`).join(', ')
}
