// The processes of a program that must outlive every check: those that listen on its port and have no parent that does. So a
// worker that a supervisor replaces after each crash is missed, and the child that a server forks for each connection is not.
import { hasProc, type ProcessRow, processRow } from './process-table.ts'
import type { Program } from './program.ts'

export class ServingProcesses {
  readonly #rows: readonly ProcessRow[]

  /** Of a program that has just come up. Empty where the system does not tell cheaply. */
  constructor(program: Program) {
    const listening = hasProc ? (program.listeningPids() ?? []) : []
    this.#rows = listening
      .map(pid => processRow(pid))
      .filter(row => row !== undefined)
      .filter(({ parent }) => !listening.includes(parent))
  }

  get pids(): number[] {
    return this.#rows.map(({ pid }) => pid)
  }

  /** Which of them have ended. Cheap: asked behind every check. */
  ended(): number[] {
    return this.#rows
      .filter(({ pid, startedAtTicks }) => {
        const now = processRow(pid)
        return now === undefined || now.hasEnded || now.startedAtTicks !== startedAtTicks
      })
      .map(({ pid }) => pid)
  }
}
