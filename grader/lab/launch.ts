// Starts a process that nothing of the grader's own surroundings reaches: no shell, no input, a scrubbed environment, a
// process group of its own. EDGE: starts processes, draws at random.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import type { LaunchCommand } from '../subject.ts'
import { CannotGrade } from '../verdict.ts'

export type Child = ChildProcessByStdio<null, Readable, Readable> & { readonly pid: number }

/** The environment variable by which a process is known as a program's, wherever it has gone. */
export const MARK = 'HOPWISE_LAB'

export interface LaunchOptions {
  /** HOME and TMPDIR of the program. */
  readonly directory: string
  /** Value of the mark. */
  readonly mark: string
}

/**
 * A value of the mark that no other start has, whoever makes it: graders that run side by side would otherwise take each
 * other's programs for strays.
 */
export function newMark(token: string): string {
  return `${token}.${randomUUID()}`
}

/** Resolves as soon as the process is there. Rejects with CannotGrade if there is no such program, or none that can be run. */
export function launch(command: LaunchCommand, { directory, mark }: LaunchOptions): Promise<Child> {
  const [file, ...args] = command.argv
  const env = {
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: directory,
    TMPDIR: directory,
    LANG: 'C.UTF-8',
    ...command.env,
    // Last: a program that writes its title over its environment begins at the front.
    [MARK]: mark,
  }
  const { promise, resolve, reject } = Promise.withResolvers<Child>()
  const child = spawn(file, args, { cwd: command.cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  child.once('spawn', () => resolve(child as Child))
  // Also what fails later (a signal that cannot be sent) comes here, and must not end the grader.
  child.on('error', failure => reject(new CannotGrade(whyNotStarted(command, failure))))
  return promise
}

/** The command as a person would type it. */
export function commandLine({ argv }: LaunchCommand): string {
  return argv.map(word => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ')
}

function whyNotStarted(command: LaunchCommand, failure: NodeJS.ErrnoException): string {
  const [program] = command.argv
  const line = commandLine(command)
  if (!existsSync(command.cwd)) return `${line}: the folder ${command.cwd}, in which it was to run, does not exist`
  if (failure.code === 'EACCES') return `${line}: ${program} may not be run; chmod +x ${program} mends that`
  if (failure.code !== 'ENOENT') return `${line}: could not be started (${failure.message})`
  if (!program.includes('/')) return `${line}: ${program} is not installed (or not on the PATH)`
  const path = isAbsolute(program) ? program : resolve(command.cwd, program)
  if (existsSync(path)) return `${line}: the interpreter named in the first line of ${program} is not installed`
  return `${line}: there is no ${path}`
}
