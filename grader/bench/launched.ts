// Knows one server program that the bench started: it is there when it answers on its port, and gone, with all its
// children, when it is disposed of.

import { type ChildProcess, spawn } from 'node:child_process'
import { get } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { CannotMeasure } from './cannot-measure.ts'
import { pinning } from './placement.ts'

export interface Command {
  readonly command: string
  readonly args: readonly string[]
  /** Where it answers `GET /` with 200 once it is ready. */
  readonly port: number
}

const readyMs = 10_000
const pollMs = 20
const graceMs = 3000

export class Launched {
  readonly port: number
  readonly pid: number
  readonly #command: string
  readonly #ended: Promise<void>
  #hasEnded = false
  #output = ''

  constructor(child: ChildProcess, { command, port }: Command) {
    if (child.pid === undefined) throw new CannotMeasure(`${command} could not be started`)
    this.pid = child.pid
    this.port = port
    this.#command = command
    child.stderr?.setEncoding('utf8').on('data', text => {
      this.#output = (this.#output + text).slice(-2000)
    })
    this.#ended = new Promise(resolve =>
      child.once('exit', () => {
        this.#hasEnded = true
        resolve()
      }),
    )
    process.once('exit', this.#kill)
  }

  async ready(signal: AbortSignal): Promise<void> {
    const giveUpAt = performance.now() + readyMs
    while (!(await answers(this.port))) {
      this.demandAlive()
      if (performance.now() > giveUpAt)
        throw new CannotMeasure(`${this.#command} does not answer; it said: ${this.#output}`)
      await wait(pollMs, undefined, { signal })
    }
  }

  /** Throws with the program's own words if it has ended: figures of a dead program are none. */
  demandAlive(): void {
    if (this.#hasEnded) throw new CannotMeasure(`${this.#command} has ended; it said: ${this.#output}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasEnded) process.kill(this.pid, 'SIGTERM')
    await Promise.race([this.#ended, wait(graceMs, undefined, { ref: false })])
    this.#kill()
    await this.#ended
    process.removeListener('exit', this.#kill)
  }

  readonly #kill = () => {
    try {
      process.kill(-this.pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

/**
 * Starts the program on these cores (undefined: any), in a process group of its own, so that the terminal's Ctrl-C
 * reaches it through the bench alone. Rejects with its own words if it does not get ready.
 */
export async function launch(what: Command, cores: string | undefined, signal: AbortSignal): Promise<Launched> {
  const [file = '', ...args] = [...pinning(cores), what.command, ...what.args]
  const child = spawn(file, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  const launched = new Launched(child, what)
  try {
    await launched.ready(signal)
    return launched
  } catch (error) {
    await launched[Symbol.asyncDispose]()
    throw error
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const request = get({ host: '127.0.0.1', port, agent: false, timeout: 1000 }, response => {
      response.resume()
      response.once('close', () => resolve(response.statusCode === 200))
    })
    request.once('timeout', () => request.destroy())
    request.once('error', () => resolve(false))
  })
}
