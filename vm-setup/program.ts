// EDGE: starts a program with a list of arguments (never a shell), hears it to its end, and ends it when its time is up.
import { spawn } from 'node:child_process'
import { basename } from 'node:path'
import { VmError } from './vm-error.ts'

export interface ProgramRun {
  readonly limitMs: number
  /** Aborted when the person stops us: the program is ended. */
  readonly signal?: AbortSignal | undefined
  /** Goes to its standard input. */
  readonly input?: string | undefined
  /** Lines of both its streams, as they come. */
  readonly onLine?: ((line: string) => void) | undefined
}

export interface ProgramEnd {
  /** Null if a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** After SIGTERM it has so long to leave things in order. */
const GRACE_MS = 3000
/** What it has said is read by then; what it started and left running (VirtualBox's own service) may hold its streams for ever. */
const PIPE_MS = 1000

/** Resolves with whatever status it ended. Rejects with VmError if it cannot be started, takes too long, or was stopped. */
export async function runProgram(file: string, args: readonly string[], run: ProgramRun): Promise<ProgramEnd> {
  const name = basename(file)
  const what = `${name} ${args[0] ?? ''}`.trim()
  if (run.signal?.aborted) throw new VmError(`stopped before ${what}`)
  const child = spawn(file, [...args], { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true })
  const streams = { stdout: '', stderr: '' }
  for (const each of ['stdout', 'stderr'] as const) {
    const stream = child[each].setEncoding('utf8')
    let rest = ''
    stream.on('data', (text: string) => {
      streams[each] += text
      const lines = (rest + text).split(/\r?\n/)
      rest = lines.pop() ?? ''
      for (const line of lines) run.onLine?.(line)
    })
    stream.on('end', () => rest && run.onLine?.(rest))
  }
  // Whoever ends before it has read all of its input breaks the pipe; its status says why.
  child.stdin.on('error', () => {})
  child.stdin.end(run.input ?? '')

  let ended = 'by itself' as 'by itself' | 'late' | 'stopped'
  let grace: NodeJS.Timeout | undefined
  const end = (why: typeof ended) => {
    ended = why
    child.kill()
    grace = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
  }
  const limit = setTimeout(end, run.limitMs, 'late')
  const stop = () => end('stopped')
  run.signal?.addEventListener('abort', stop, { once: true })
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', () => {
        setTimeout(() => {
          child.stdout.destroy()
          child.stderr.destroy()
        }, PIPE_MS).unref()
      })
      child.once('close', resolve)
    })
    if (ended === 'late')
      throw new VmError(`${what} did not end within ${run.limitMs / 1000} s and was ended; run the command again`)
    if (ended === 'stopped') throw new VmError(`stopped during ${what}; run the command again`)
    return { code, ...streams }
  } catch (failure) {
    if (failure instanceof VmError) throw failure
    throw new VmError(`${file} cannot be started: ${(failure as NodeJS.ErrnoException).code ?? failure}`)
  } finally {
    clearTimeout(limit)
    clearTimeout(grace)
    run.signal?.removeEventListener('abort', stop)
  }
}
