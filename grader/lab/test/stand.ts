// Kit for tests that start programs: each is a few lines of Node or Python in a temporary folder, and all are gone after
// the test. EDGE: starts processes, writes files.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LaunchCommand } from '../../subject.ts'
import { CannotGrade } from '../../verdict.ts'
import { freePort } from '../ports.ts'
import { processRow } from '../process-table.ts'
import { type Program, startProgram } from '../program.ts'

export const host = '127.0.0.1'

/** A Node program's text: an echo on the port that is its argument. */
export const ECHO = `require('node:net').createServer(socket => socket.pipe(socket)).listen(+process.argv[2], '127.0.0.1')`

export const hasPython = canRun('python3', '--version')

/** The folder, the port and the programs of one test. */
export class Stand {
  readonly directory = mkdtempSync(join(tmpdir(), 'hopwise-program-'))
  readonly port: number
  readonly programs: Program[] = []
  #files = 0

  static async open(): Promise<Stand> {
    return new Stand(await freePort(host))
  }

  constructor(port: number) {
    this.port = port
  }

  async start(command: LaunchCommand, readyMs?: number): Promise<Program> {
    const { directory, port } = this
    const program = await startProgram(command, { host, port, directory, token: 'test', ...(readyMs && { readyMs }) })
    this.programs.push(program)
    return program
  }

  /** What startProgram says when it refuses. */
  async refusalOf(command: LaunchCommand, readyMs?: number): Promise<string> {
    try {
      await this.start(command, readyMs)
    } catch (failure) {
      if (failure instanceof CannotGrade) return failure.message
      throw failure
    }
    throw new Error('it was started')
  }

  node(text: string, env: Record<string, string> = {}): LaunchCommand {
    return { argv: [process.execPath, this.write(text, 'cjs'), `${this.port}`], cwd: this.directory, env }
  }

  python(text: string): LaunchCommand {
    return { argv: ['python3', this.write(text, 'py'), `${this.port}`], cwd: this.directory }
  }

  /** The name of a new file with this text in the folder. */
  write(text: string, ending: string): string {
    this.#files += 1
    const name = `program${this.#files}.${ending}`
    writeFileSync(join(this.directory, name), text)
    return name
  }

  async close(): Promise<void> {
    for (const program of this.programs) await program.stop({ graceMs: 0 })
    rmSync(this.directory, { recursive: true, force: true })
  }
}

export function isRunning(pid: number): boolean {
  return processRow(pid)?.hasEnded === false
}

function canRun(...[program = '', ...args]: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
