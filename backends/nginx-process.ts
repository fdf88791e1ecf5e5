// One running nginx: a master and its one worker, started in a prefix that is ready. EDGE: starts and ends processes.
import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { nginxMissing } from './nginx-program.ts'
import { accepts } from './port.ts'
import { BackendError, listenError } from './running-backends.ts'

export interface NginxProcess {
  /** Ends it at once, connections included. Resolves when the process is gone. */
  stop(): Promise<void>
  /** Sends SIGKILL and waits for nothing: for a process that is about to exit itself. */
  kill(): void
}

const START_MS = 5000
const STOP_MS = 3000
// Between two looks at the port. Readiness is what the look says, not that time has passed.
const LOOK_AGAIN_MS = 10

/** Resolves when nginx accepts connections on `host:port`. Rejects with BackendError if it ends or stays silent. */
export async function startNginxProcess(
  program: string,
  prefix: string,
  host: string,
  port: number,
): Promise<NginxProcess> {
  // Its own process group: a terminal's Ctrl-C reaches us alone, and we end master and worker together.
  // -e: before it has read its configuration, nginx would complain about the machine's own error log.
  const child = spawn(program, ['-p', prefix, '-c', 'nginx.conf', '-e', 'error.log'], {
    detached: true,
    stdio: 'ignore',
  })
  const gone = new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })

  if (child.pid === undefined) throw nginxMissing()

  const deadline = performance.now() + START_MS
  while (!(await accepts(host, port))) {
    if (isRunning(child) && performance.now() < deadline) {
      await Promise.race([pause(LOOK_AGAIN_MS), gone])
      continue
    }
    killGroup(child, 'SIGKILL')
    await gone
    throw await whyNot(prefix, host, port)
  }

  const stop = async () => {
    killGroup(child, 'SIGTERM')
    const tooLong = setTimeout(() => killGroup(child, 'SIGKILL'), STOP_MS)
    await gone
    clearTimeout(tooLong)
  }
  return { stop, kill: () => killGroup(child, 'SIGKILL') }
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || !isRunning(child)) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The group ended between the look and the kill.
  }
}

async function whyNot(prefix: string, host: string, port: number): Promise<BackendError> {
  const log = await readFile(join(prefix, 'error.log'), 'utf8').catch(() => '')
  if (/bind\(\).*Address already in use/.test(log))
    return listenError({ ...new Error(), code: 'EADDRINUSE' }, host, port)
  // [emerg] is what ends nginx; [warn] and [alert] (limits it could not raise) are not why.
  const reason = /\[emerg\] (?:\d+#\d+: )?(.*)/.exec(log)?.[1] ?? `no answer on port ${port} within ${START_MS} ms`
  return new BackendError('start-failed', `nginx for port ${port} did not start: ${reason}`)
}
