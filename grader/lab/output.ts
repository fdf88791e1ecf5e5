// Knows the last that a program printed, and how much it was. Whatever is printed is taken at once and mostly forgotten: a
// flood neither holds up the program nor fills our memory. EDGE: reads streams and the clock.
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'

const KEPT_BYTES = 16 * 1024
// Long enough to read what a pipe holds.
const HELD_MS = 500
const MAX_LINE_CHARACTERS = 300

export class Output {
  readonly #stdout = new Tail()
  readonly #stderr = new Tail()
  readonly #streams: readonly Readable[]

  constructor(stdout: Readable, stderr: Readable) {
    this.#streams = [stdout, stderr]
    stdout.on('data', (chunk: Buffer) => this.#stdout.push(chunk))
    stderr.on('data', (chunk: Buffer) => this.#stderr.push(chunk))
    // A pipe that breaks has nothing more to tell.
    for (const stream of this.#streams) stream.on('error', () => {})
  }

  /** The last 16 KiB of each stream, as text. */
  get stdout(): string {
    return this.#stdout.text()
  }

  get stderr(): string {
    return this.#stderr.text()
  }

  /** Of both streams, whatever was kept of it. */
  get byteCount(): number {
    return this.#stdout.byteCount + this.#stderr.byteCount
  }

  /**
   * At most so many of the last lines that are not blank, in one string, joined by line feeds: of standard error, or if
   * nothing was said there, of standard output. Safe for a terminal; long lines are cut.
   */
  lastWords(lines: number): string {
    const said = printableLines(this.stderr)
    return (said.length > 0 ? said : printableLines(this.stdout)).slice(-lines).join('\n')
  }

  /** Why it ended, in one line, as far as its last words show: the line that names an error, else the last three. Empty if it said nothing. */
  get complaint(): string {
    const lines = this.lastWords(50).split('\n')
    const error = lines.findLast(line =>
      /^(?:\[?\w*(?:error|exception|panic|emerg|fatal)\b|[\w.]*(?:Error|Exception)\b).*\S/i.test(line.trim()),
    )
    return (
      error?.trim() ??
      lines
        .slice(-3)
        .map(line => line.trim())
        .join(' / ')
    )
  }

  /** Resolves when all that was printed has been read, once the program has ended. Whom it left behind may still hold its streams: they are not waited for. */
  async settled(): Promise<void> {
    const closed = this.#streams.map(stream => (stream.closed ? undefined : once(stream, 'close')))
    await Promise.race([Promise.all(closed), pause(HELD_MS, undefined, { ref: false })])
  }

  /** Nothing more is read. */
  close(): void {
    for (const stream of this.#streams) stream.destroy()
  }
}

/** The last KEPT_BYTES that were pushed, in a ring: a push costs as much as it brings. */
class Tail {
  readonly #ring = Buffer.allocUnsafe(KEPT_BYTES)
  #at = 0
  byteCount = 0

  push(chunk: Buffer): void {
    this.byteCount += chunk.length
    const last = chunk.subarray(-KEPT_BYTES)
    const fits = last.copy(this.#ring, this.#at)
    last.copy(this.#ring, 0, fits)
    this.#at = (this.#at + last.length) % KEPT_BYTES
  }

  text(): string {
    if (this.byteCount <= KEPT_BYTES) return this.#ring.toString('utf8', 0, this.byteCount)
    return Buffer.concat([this.#ring.subarray(this.#at), this.#ring.subarray(0, this.#at)]).toString('utf8')
  }
}

function printableLines(text: string): string[] {
  return text
    .split(/\r\n|\n|\r/)
    .map(line =>
      stripVTControlCharacters(line)
        .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '?')
        .trimEnd(),
    )
    .filter(line => line !== '')
    .map(line => (line.length > MAX_LINE_CHARACTERS ? `${line.slice(0, MAX_LINE_CHARACTERS)}…` : line))
}
