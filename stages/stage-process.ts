// One stage as a running program: started, heard when it listens, stopped. EDGE: starts and ends a process.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Writable } from 'node:stream'

export interface StageProcess {
  /** Exit status, or 128 + signal number as a shell says it. Resolves when the program and its stderr have ended. */
  readonly ended: Promise<number>
  /** Passes a signal on; a program that is still there after `graceMs` is killed, and `onKilled` told. */
  stop(signal: NodeJS.Signals): void
}

export interface Listener {
  /** Called once, when the program has said `listening on HOST:PORT`. */
  onListening(host: string, port: number): void
  onKilled(): void
}

const LISTENING = /^listening on \[?(.+?)\]?:(\d+)$/

/** Runs the TypeScript file `program`. What it says on standard error goes to `errors`, but for the listening line. */
export function startStage(
  program: string,
  flags: readonly string[],
  { errors, listener, graceMs }: { errors: Writable; listener: Listener; graceMs: number },
): StageProcess {
  // Its own process group: a Ctrl-C reaches us (often twice: from the terminal and from npm) and the program once.
  const child = spawn(process.execPath, [program, ...flags], { detached: true, stdio: ['ignore', 'inherit', 'pipe'] })
  const killChild = () => child.kill('SIGKILL')
  process.once('exit', killChild)

  let waiting = ''
  let isListening = false
  child.stderr.setEncoding('utf8')
  child.stderr.on('data', (text: string) => {
    if (isListening) {
      errors.write(text)
      return
    }
    const lines = `${waiting}${text}`.split('\n')
    waiting = lines.pop() ?? ''
    for (const line of lines) {
      const [, host, port] = (isListening ? undefined : LISTENING.exec(line)) ?? []
      if (host === undefined) {
        errors.write(`${line}\n`)
        continue
      }
      isListening = true
      listener.onListening(host, Number(port))
    }
    if (isListening) errors.write(waiting)
  })

  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      process.removeListener('exit', killChild)
      if (!isListening) errors.write(waiting)
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL'])
    })
  })

  let isStopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) return
    isStopping = true
    child.kill(signal)
    const tooLong = setTimeout(() => {
      listener.onKilled()
      killChild()
    }, graceMs)
    child.once('close', () => clearTimeout(tooLong))
  }
  return { ended, stop }
}
