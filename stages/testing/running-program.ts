// Knows one running program from outside: what it says, what it costs, how it ends. Nothing of it survives the test:
// its whole process group is killed on dispose.

import type { ChildProcess } from 'node:child_process'
import { Bell } from './bell.ts'
import { fdCount, rssBytes } from './process-meter.ts'

/** A program may be several processes, started one behind the other on a machine that is busy; still below a test's own limit. */
const capMs = 25_000
const readyLine = /listening on (\S+):(\d+)/

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export class Program {
  readonly pid: number
  readonly exited: Promise<Exit>
  /** Where it listens; 0 until it has said so. */
  port = 0
  readonly #bell = new Bell()
  readonly #removeFiles: () => void
  #stdout = ''
  #stderr = ''
  #exit: Exit | undefined

  /** Its standard output has no reader from then on. */
  readonly closeStdout: () => void

  /** `child` leads its own process group. */
  constructor(child: ChildProcess, removeFiles: () => void) {
    if (child.pid === undefined) throw new Error('the program could not be started')
    this.pid = child.pid
    // A group of its own does not get the terminal's Ctrl-C.
    process.once('exit', this.#kill)
    this.#removeFiles = removeFiles
    this.closeStdout = () => void child.stdout?.destroy()
    child.stdout?.setEncoding('utf8').on('data', text => this.#heard(() => (this.#stdout += text)))
    child.stderr?.setEncoding('utf8').on('data', text => this.#heard(() => (this.#stderr += text)))
    this.exited = new Promise(resolve => {
      // Not `exit`: only `close` promises that all output has been read.
      child.once('close', (code, signal) => {
        this.#heard(() => (this.#exit = { code, signal }))
        resolve({ code, signal })
      })
    })
  }

  stdout(): string {
    return this.#stdout
  }

  stderr(): string {
    return this.#stderr
  }

  /** Resident memory; undefined where there is no /proc. */
  rssBytes(): number | undefined {
    return rssBytes(this.pid)
  }

  /** Open file descriptors; undefined where there is no /proc. */
  fdCount(): number | undefined {
    return fdCount(this.pid)
  }

  /** Resolves when the program says where it listens. Rejects with its output when it ends instead, or takes too long. */
  async ready(): Promise<void> {
    await this.until(
      () => this.#exit !== undefined || readyLine.test(this.#stderr),
      'the line "listening on HOST:PORT"',
    )
    const port = readyLine.exec(this.#stderr)?.[2]
    if (port === undefined) throw new Error(`the program ended before it listened; ${this.#account()}`)
    this.port = Number(port)
  }

  /** Resolves once `isSo` holds: asked whenever the program says something or ends. */
  until(isSo: () => boolean, waitedFor: string): Promise<void> {
    return this.#bell.until(isSo, () => `${waitedFor}; ${this.#account()}`, capMs)
  }

  /** Resolves when the program has ended by itself. Rejects if it does not. */
  async ended(): Promise<Exit> {
    await this.until(() => this.#exit !== undefined, 'the program to end by itself')
    return this.exited
  }

  /** Sends the signal to the program and resolves when it has ended. Rejects if it does not. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Exit> {
    if (this.#exit === undefined) process.kill(this.pid, signal)
    await this.until(() => this.#exit !== undefined, `the program to end on ${signal}`)
    return this.exited
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#kill()
    await this.exited
    process.removeListener('exit', this.#kill)
    this.#removeFiles()
  }

  // The group, not the process: it may have children. It is gone already when all of them have ended.
  readonly #kill = () => {
    try {
      process.kill(-this.pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }

  #heard(note: () => void): void {
    note()
    this.#bell.ring()
  }

  #account(): string {
    const state = this.#exit === undefined ? 'it is running' : `it ended with ${JSON.stringify(this.#exit)}`
    return `${state}; stderr: ${JSON.stringify(this.#stderr)}; stdout: ${JSON.stringify(this.#stdout.slice(-2048))}`
  }
}
