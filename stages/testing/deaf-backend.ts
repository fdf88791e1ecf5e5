// Socket code: a backend that is listened for but whose kernel lets nobody in any more, as one behind a silent firewall.
// Linux drops a SYN when the queue of those who wait for accept() is full, so: a process that listens with the shortest
// queue and never accepts, and connections that fill it. Needs /proc to know that it is full.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { eventually } from './eventually.ts'

export interface Deafness extends AsyncDisposable {
  readonly port: number
}

const backlog = 1

// After its one line it sleeps in the middle of the event loop's turn, so nothing is ever accepted.
const script = `const server = require('node:net').createServer()
  server.listen({ port: 0, host: '127.0.0.1', backlog: ${backlog} }, () => {
    require('node:fs').writeSync(1, server.address().port + '\\n')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })`

export async function startDeafBackend(): Promise<Deafness> {
  const child = spawn(process.execPath, ['--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  const [line] = await once(child.stdout, 'data')
  const port = Number(String(line))
  // The kernel counts as full what holds more than the backlog.
  const fillers = Array.from({ length: backlog + 2 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  await eventually(
    () => queueLength(port) > backlog,
    () => `port ${port} to have a full queue; it holds ${queueLength(port)}`,
  )
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      for (const filler of fillers) filler.destroy()
      const exited = once(child, 'exit')
      kill()
      await exited
      process.removeListener('exit', kill)
    },
  }
}

/** Connections that wait for accept() on a listening port. In /proc/net/tcp: the state 0A's receive queue. */
function queueLength(port: number): number {
  const wanted = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
  for (const line of readFileSync('/proc/net/tcp', 'utf8').split('\n')) {
    const [, local, , state, queues] = line.trim().split(/\s+/)
    if (local === wanted && state === '0A') return Number.parseInt(queues?.split(':')[1] ?? '0', 16)
  }
  return 0
}
