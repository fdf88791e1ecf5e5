// EDGE: starts programs for the real tests: the tools that build, and `npm run vm` as a person calls it.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..', '..', '..')

const PIPE_MS = 5000

export interface Ran {
  /** Null if a signal ended it. */
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** Beside those of this process. */
  readonly env?: NodeJS.ProcessEnv
}

/** Resolves with whatever status it ended. */
export function run(file: string, args: readonly string[], { env = {} }: RunOptions = {}): Promise<Ran> {
  const { promise, resolve, reject } = Promise.withResolvers<Ran>()
  const child = spawn(file, [...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text
  })
  child.once('error', reject)
  let ended: number | null = null
  const end = () => resolve({ status: ended, ...said })
  child.once('close', end)
  // A machine that was started lives on, and may keep our pipe.
  child.once('exit', status => {
    ended = status
    setTimeout(end, PIPE_MS)
  })
  return promise
}

/** Resolves to its standard output. Rejects, with the end of what it said, if it ends with another status than 0. */
export async function must(file: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await run(file, args, options)
  if (status === 0) return stdout
  const last = `${stdout}${stderr}`.trim().split('\n').slice(-12).join('\n')
  throw new Error(`${[file, ...args].join(' ')} ended with ${status}:\n${last}`)
}

/** `npm run vm -- …` */
export function vm(args: readonly string[], options: RunOptions): Promise<Ran> {
  return run(process.execPath, [join(ROOT, 'vm-setup', 'main.ts'), ...args], options)
}
