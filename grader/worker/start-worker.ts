// Has something graded by a process of its own, in the sandbox that the job names, if any. EDGE: starts and ends processes, makes
// folders, reads the clock.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { atTheEnd } from '../../backends/last-resort.ts'
import { makeFolder } from '../../backends/make-folder.ts'
import type { Watcher } from '../grade.ts'
import type { GradeResult } from '../result.ts'
import { withFreshUser } from '../sandbox/fresh-user.ts'
import { toWorkerCommand } from '../sandbox/worker-command.ts'
import { makeWorkerPlace, removeWorkerPlace } from '../sandbox/worker-place.ts'
import { CannotGrade, SubjectFault } from '../verdict.ts'
import { lastLine } from './last-line.ts'
import type { FromWorker, Job, ToWorker } from './messages.ts'
import { ResultOfParts } from './result-part.ts'

/** What a worker has to end its programs and tell what is known, once it was told to stop. */
const STOP_MS = 30_000
/** What it has to end them, once nobody listens to it any more. */
const LEAVE_MS = 5000
const KEPT_CHARACTERS = 2000
/** MiB of each half of the young generation. With V8's own 16 and glibc's own ways a process has 100 MB more, and gains nothing. */
const NODE_FLAGS = ['--max-semi-space-size=4']
/** mallopt(3): pieces of this size go back to the system when they are freed. */
const LARGE_BYTES = String(128 * 1024)
const MALLOC = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: LARGE_BYTES, MALLOC_TRIM_THRESHOLD_: LARGE_BYTES }

/** Like `grade`, whose watcher and signal it takes: rejects with CannotGrade, one line; after `signal` resolves to what is known. */
export async function gradeInWorker(job: Job, watcher: Watcher, signal?: AbortSignal): Promise<GradeResult> {
  const place = makeWorkerPlace()
  const forget = atTheEnd(() => removeWorkerPlace(place))
  const argv = [process.execPath, ...NODE_FLAGS, join(job.root, 'grader', 'worker', 'main.ts')]
  const { sandbox } = job
  const own = { ...job, sandbox: sandbox && withFreshUser(sandbox) }
  const isContained = sandbox?.kind === 'bwrap'
  const [file = '', ...args] = isContained ? toWorkerCommand(sandbox, place, argv, foldersToWrite(job)) : argv
  // A session of its own: Ctrl-C on the terminal is ours to hand on.
  const env = { ...process.env, ...MALLOC }
  const child = spawn(file, args, { detached: true, env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const takeBack = atTheEnd(() => (isContained ? kill(child) : leave(child)))
  let giveUp: NodeJS.Timeout | undefined
  const end = () => (isContained ? kill(child) : endByItself(child))
  const stop = () => {
    send(child, { stop: true })
    giveUp = setTimeout(() => void end(), STOP_MS)
  }
  try {
    const outcome = outcomeOf(child, watcher)
    send(child, { job: own })
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
    return await outcome
  } finally {
    signal?.removeEventListener('abort', stop)
    clearTimeout(giveUp)
    await end()
    takeBack()
    removeWorkerPlace(place)
    forget()
  }
}

/** Made here: the process itself could not. */
function foldersToWrite({ options }: Job): string[] {
  if (options.captures === undefined) return []
  const folder = resolve(options.captures.folder)
  try {
    makeFolder(folder)
  } catch {
    // The process says it with its remedy.
    return []
  }
  return [folder]
}

function outcomeOf(child: ChildProcess, watcher: Watcher): Promise<GradeResult> {
  const { promise, resolve: settle, reject } = Promise.withResolvers<GradeResult>()
  const known = new ResultOfParts()
  let said = ''
  child.stderr?.on('data', chunk => {
    said = `${said}${chunk}`.slice(-KEPT_CHARACTERS)
  })
  child.on('message', (message: FromWorker) => {
    if ('done' in message) settle(known.add(message.done))
    else if ('fault' in message)
      reject(message.isOfSubject ? new SubjectFault(message.fault) : new CannotGrade(message.fault))
    else if ('progress' in message) watcher.onProgress(message.progress)
    else if ('result' in message) {
      const result = known.add(message.result)
      watcher.onResult(() => result)
    } else watcher.onStart(message.started).catch(reject)
  })
  child.on('error', failure => reject(new CannotGrade(`the grading process could not be started: ${failure.message}`)))
  // Behind the last message, also where the process was quick.
  child.once('close', (code, name) => {
    const how = code === null ? `was ended by ${name}` : `ended with exit status ${code}`
    reject(new CannotGrade(`the grading process ${how} before it was through${lastLine(said)}`))
  })
  return promise
}

function send(child: ChildProcess, message: ToWorker): void {
  // One that has ended tells so by itself.
  if (child.connected) child.send(message, () => {})
}

/** Without a sandbox nobody but itself knows what it has started. It ends that, and itself, when nobody is there to tell any more. */
function leave(child: ChildProcess): void {
  if (child.connected) child.disconnect()
}

async function endByItself(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const tooLong = setTimeout(() => kill(child), LEAVE_MS)
  const ended = once(child, 'exit')
  leave(child)
  await ended
  clearTimeout(tooLong)
}

/** With a sandbox the first process takes all others with it; without, the group. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Gone in the meantime.
  }
}
