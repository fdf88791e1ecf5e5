// A port behind which nobody is ever let in, as behind a silent firewall: a listener that accepts nothing and whose queue is
// full, so that the kernel drops who comes. It proves itself, or says that it cannot. EDGE: starts a process, opens sockets.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { atTheEnd } from '../../backends/last-resort.ts'
import { Undecided } from '../verdict.ts'

// Sleeps in the middle of its first turn: nothing is ever accepted. What it writes says that it listens.
const PROGRAM = `const server = require('node:net').createServer()
  server.once('error', () => process.exit(1))
  server.listen({ port: Number(process.argv[1]), host: '127.0.0.1', backlog: 1 }, () => {
    require('node:fs').writeSync(1, 'listens')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })`
/** A dial on this machine that has not been answered by then is being ignored. */
const ANSWERED_MS = 200
/** Linux lets in one more than the backlog; other systems half as many again. */
const MOST_FILLERS = 16
/** One dial may be late because the machine is busy. */
const IGNORED_DIALS = 2

/** Listens on `port`, which nobody uses now, until it is disposed of. Throws Undecided where dials are answered all the same. */
export async function startDeafListener(port: number): Promise<AsyncDisposable> {
  const child = spawn(process.execPath, ['--eval', PROGRAM, String(port)], { stdio: ['ignore', 'pipe', 'ignore'] })
  const exited = once(child, 'exit')
  const takeBack = atTheEnd(() => void child.kill('SIGKILL'))
  const fillers: Socket[] = []
  const dispose = async () => {
    for (const filler of fillers) filler.destroy()
    child.kill('SIGKILL')
    await exited
    takeBack()
  }
  try {
    if ((await Promise.race([once(child.stdout, 'data'), exited.then(() => undefined)])) === undefined)
      throw new Undecided(`the lab cannot listen on port ${port} in another process`)
    await fill(port, fillers)
  } catch (error) {
    await dispose()
    throw error
  }
  return { [Symbol.asyncDispose]: dispose }
}

async function fill(port: number, fillers: Socket[]): Promise<void> {
  for (let ignored = 0; ignored < IGNORED_DIALS; ) {
    if (fillers.length >= MOST_FILLERS)
      throw new Undecided('on this system a full listen queue still lets everybody in')
    const filler = connect(port, '127.0.0.1')
    filler.on('error', () => {})
    fillers.push(filler)
    const isLetIn = once(filler, 'connect').then(
      () => true,
      () => false,
    )
    if (!(await Promise.race([isLetIn, wait(ANSWERED_MS, false)]))) ignored += 1
  }
}
