// Knows how one of the bench's own clients is run: a Node program beside wrk's place, that prints lines of JSON. EDGE:
// starts processes.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { CannotGrade } from '../verdict.ts'
import { pinning } from './placement.ts'

export class OwnClient {
  readonly #child: ChildProcess
  readonly #name: string
  #said = ''

  /** `name` is that of its file below programs/; `cores` are for taskset, undefined: any. */
  constructor(name: string, args: readonly number[], cores: string | undefined, signal: AbortSignal) {
    const file = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))
    const [command = '', ...rest] = [...pinning(cores), process.execPath, file, ...args.map(String)]
    this.#name = name
    this.#child = spawn(command, rest, { signal, killSignal: 'SIGKILL', stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child.on('error', () => {})
    this.#child.stderr?.setEncoding('utf8').on('data', text => (this.#said = (this.#said + text).slice(-500)))
  }

  /** The first line that it prints, as what its JSON says. Rejects with CannotGrade if it ends without one. */
  async line<Report>(): Promise<Report> {
    const { stdout } = this.#child
    if (stdout === null) throw new CannotGrade(`${this.#name} could not be started`)
    const lines = createInterface({ input: stdout })
    const [line] = await Promise.race([once(lines, 'line'), once(lines, 'close').then(() => [])])
    lines.close()
    if (line === undefined) throw new CannotGrade(`${this.#name} failed: ${this.#said.trim() || 'it said nothing'}`)
    return JSON.parse(line) as Report
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { exitCode, signalCode } = this.#child
    if (exitCode !== null || signalCode !== null || this.#child.pid === undefined) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }
}
