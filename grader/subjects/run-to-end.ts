// EDGE: a command that is meant to end by itself, with all that it says. Stands in for the lab's own until that is there.
import { spawn } from 'node:child_process'
import type { LaunchCommand } from '../subject.ts'

export interface CommandEnd {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
  readonly timedOut: boolean
}

/** Rejects with the system's error where it cannot be started. After `limitMs` its process group is killed. */
export function runToEnd(command: LaunchCommand, { directory, limitMs }: { directory: string; limitMs: number }) {
  const [file, ...args] = command.argv
  const env = { PATH: process.env.PATH, HOME: directory, TMPDIR: process.env.TMPDIR, LANG: 'C.UTF-8', ...command.env }
  const child = spawn(file, args, { cwd: command.cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', text => {
      said[stream] = `${said[stream]}${text}`.slice(-65_536)
    })
  }
  let timedOut = false
  const limit = setTimeout(() => {
    timedOut = true
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }, limitMs)
  return new Promise<CommandEnd>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, ...said, timedOut }))
  }).finally(() => clearTimeout(limit))
}
