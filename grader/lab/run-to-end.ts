// Runs a command that is expected to end by itself: a build, or a program that has to refuse its conf. EDGE: starts and ends
// processes, reads the clock.
import { atTheEnd } from '../../backends/last-resort.ts'
import type { LaunchCommand } from '../subject.ts'
import { launch, newMark } from './launch.ts'
import { Output } from './output.ts'
import { ProcessesOfProgram } from './processes-of-program.ts'
import { watchUse } from './use-watch.ts'

export interface RunResult {
  /** Null if a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The last 16 KiB of each. */
  readonly stdout: string
  readonly stderr: string
  /** It had not ended after `limitMs` and was killed. */
  readonly timedOut: boolean
  /** It was killed since it used more than it may: a clause; else null. */
  readonly breach: string | null
}

export interface RunOptions {
  /** HOME and TMPDIR of the command. */
  readonly directory: string
  readonly limitMs: number
  /** Kills it, as its limit does. */
  readonly signal?: AbortSignal | undefined
}

/** Resolves when the command has ended, and with it all that it started. Rejects with CannotGrade if there is no such program. */
export async function runToEnd(command: LaunchCommand, { directory, limitMs, signal }: RunOptions): Promise<RunResult> {
  const mark = newMark('run')
  const child = await launch(command, { directory, mark })
  const output = new Output(child.stdout, child.stderr)
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>(resolve =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  )
  const processes = new ProcessesOfProgram(child.pid, mark, command.containment?.depth)
  const takeBack = atTheEnd(() => processes.kill())
  const watch = watchUse(command.containment, processes, output)
  let timedOut = false
  const limit = setTimeout(() => {
    timedOut = true
    processes.kill()
  }, limitMs)
  const stop = () => processes.kill()
  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted) stop()
  const exit = await exited
  signal?.removeEventListener('abort', stop)
  clearTimeout(limit)
  watch.end()
  await output.settled()
  await processes.killAll()
  takeBack()
  output.close()
  return { ...exit, stdout: output.stdout, stderr: output.stderr, timedOut, breach: watch.breach }
}
