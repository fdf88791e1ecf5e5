// Starts a process that nothing of the grader's own surroundings reaches: no shell, no input, a scrubbed environment, a
// process group of its own. EDGE: starts processes, draws at random.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join, relative, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import type { LaunchCommand } from '../subject.ts'
import { SubjectFault, toMachineFault } from '../verdict.ts'
import { makeAsModest } from './modesty.ts'

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

/** Resolves as soon as the process is there. Rejects with SubjectFault if there is no such program, or none that can be run; with MachineFault. */
export function launch(command: LaunchCommand, { directory, mark }: LaunchOptions): Promise<Child> {
  const { wrapper = [], path = process.env.PATH ?? DEFAULT_PATH, home = directory } = command.containment ?? {}
  const [file, ...args] = [...wrapper, ...command.argv] as [string, ...string[]]
  const env = {
    PATH: path,
    HOME: home,
    TMPDIR: home,
    LANG: 'C.UTF-8',
    ...command.env,
    // Last: a program that writes its title over its environment begins at the front.
    [MARK]: mark,
  }
  const { promise, resolve, reject } = Promise.withResolvers<Child>()
  // The wrapper is always there; what it could not start only it would know.
  const fault = wrapper.length > 0 ? whyNotExecutable(command, path) : undefined
  if (fault !== undefined) return Promise.reject(new SubjectFault(fault))
  const child = spawn(file, args, { cwd: command.cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  child.once('spawn', () => {
    if (child.pid !== undefined) makeAsModest(child.pid)
    resolve(child as Child)
  })
  // Also what fails later (a signal that cannot be sent) comes here, and must not end the grader.
  child.on('error', (failure: NodeJS.ErrnoException) => {
    reject(toMachineFault(failure) ?? new SubjectFault(whyNotStarted(command, failure)))
  })
  return promise
}

const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin'

function whyNotExecutable(command: LaunchCommand, path: string): string | undefined {
  const [program] = command.argv
  const places = program.includes('/')
    ? [resolve(command.cwd, program)]
    : path.split(delimiter).map(folder => join(folder, program))
  if (places.some(place => isAllowed(place, constants.X_OK))) return undefined
  const code = places.some(place => isAllowed(place, constants.F_OK)) ? 'EACCES' : 'ENOENT'
  return whyNotStarted(command, Object.assign(new Error(code), { code }))
}

function isAllowed(place: string, mode: number): boolean {
  try {
    accessSync(place, mode)
    return true
  } catch {
    return false
  }
}

/** The command as a person would type it. */
export function commandLine({ argv }: LaunchCommand): string {
  return argv.map(word => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ')
}

function whyNotStarted(command: LaunchCommand, failure: NodeJS.ErrnoException): string {
  const [program] = command.argv
  const line = commandLine(command)
  if (!existsSync(command.cwd)) return `${line}: the folder ${command.cwd}, in which it was to run, does not exist`
  const path = resolve(command.cwd, program)
  const name = knownName(command.cwd, path)
  if (failure.code === 'EACCES') return `${line}: ${name} may not be run; chmod +x ${name} mends that`
  if (failure.code !== 'ENOENT') return `${line}: could not be started (${failure.message})`
  if (!program.includes('/')) return `${line}: ${program} is not installed (or not on the PATH)`
  if (existsSync(path)) return `${line}: the interpreter named in the first line of ${name} is not installed`
  return `${line}: there is no ${path}`
}

/** Its folder is mostly a copy, which is gone when somebody reads this: what lies in it is named as in the folder that was copied. */
function knownName(folder: string, path: string): string {
  const inside = relative(folder, path)
  return inside.startsWith('..') ? path : inside
}
