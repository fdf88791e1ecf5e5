// EDGE: one worker: a process of this same program, below node:cluster. What it says is heard here, and given on in whole
// lines; the line `listening on` is for us.

import cluster from 'node:cluster'
import { WholeLines } from './whole-lines.ts'

const LISTENING = /^listening on .*:(\d+)$/

export interface WorkerEnd {
  /** In words, such as `exit status 2` or `SIGKILL`. */
  readonly how: string
  /** What it said on standard error before it listened; empty if it did listen. */
  readonly lastWords: string
}

/** Where the lines of all workers go, one writer for all of them: between two processes a long write to a pipe is torn. */
export interface Lines {
  readonly out: (lines: string) => void
  readonly errors: (lines: string) => void
}

export class Worker {
  readonly startedAtMs = performance.now()
  /** Resolves with the port; to undefined if it ends instead. */
  readonly listening: Promise<number | undefined>
  /** Resolves when it has ended and all that it said has been given on. Never rejects. */
  readonly ended: Promise<WorkerEnd>
  readonly #process = cluster.fork().process
  #lastWords = ''

  constructor({ out, errors }: Lines) {
    const { stdout, stderr } = this.#process
    const [outLines, errorLines] = [new WholeLines(), new WholeLines()]
    stdout?.setEncoding('utf8').on('data', (piece: string) => {
      const lines = outLines.take(piece)
      if (lines !== '') out(lines)
    })
    let isListening = false
    const { promise, resolve } = Promise.withResolvers<number | undefined>()
    this.listening = promise
    stderr?.setEncoding('utf8').on('data', (piece: string) => {
      for (const line of errorLines.take(piece).split('\n').slice(0, -1)) {
        const [, port] = (isListening ? undefined : LISTENING.exec(line)) ?? []
        if (port !== undefined) {
          isListening = true
          resolve(Number(port))
        } else if (isListening) errors(`${line}\n`)
        else this.#lastWords += `${line}\n`
      }
    })
    this.ended = new Promise(resolveEnd => {
      // Not `exit`: behind `close` nothing more is said.
      this.#process.once('close', (code: number | null, signal: string | null) => {
        resolve(undefined)
        // Half a line of the log is none, but the beginning of a complaint may say all.
        const lastWords = isListening ? '' : this.#lastWords + errorLines.rest
        if (isListening && errorLines.rest !== '') errors(`${errorLines.rest}\n`)
        resolveEnd({ how: signal ?? `exit status ${code}`, lastWords })
      })
      this.#process.once('error', error => {
        this.#lastWords += `${error.message}\n`
      })
    })
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name)
  }
}
