// Knows the bytes that have come in on one connection and have not been taken yet. Readers ask for a line, for so many
// bytes or for the rest, and wait; the errors show what had arrived. Opens no socket: whoever owns one pushes.

import { Bell, longCapMs } from './bell.ts'
import { toVisible } from './visible.ts'

/** How the peer ended: orderly (FIN) or by reset (RST). */
export type Ending = 'fin' | 'rst'

/** The bytes are not what the grammar allows. */
export class WireError extends Error {}

/** The connection ended before the awaited bytes had come. */
export class CutShort extends Error {}

const shownBytes = 2048

export class Arrivals {
  readonly #bell = new Bell()
  readonly #capMs: number
  #chunks: Buffer[] = []
  #waitingBytes = 0
  #totalBytes = 0
  #lastBytes: Buffer = Buffer.alloc(0)
  #ending: Ending | undefined

  constructor(capMs = longCapMs) {
    this.#capMs = capMs
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#waitingBytes += chunk.length
    this.#totalBytes += chunk.length
    this.#lastBytes = Buffer.concat([this.#lastBytes, chunk.subarray(-shownBytes)]).subarray(-shownBytes)
    this.#bell.ring()
  }

  /** The first ending counts: what follows a FIN is no news to the reader. */
  end(ending: Ending): void {
    this.#ending ??= ending
    this.#bell.ring()
  }

  get ending(): Ending | undefined {
    return this.#ending
  }

  /** Bytes that arrived and nobody has taken. */
  get waitingBytes(): number {
    return this.#waitingBytes
  }

  get totalBytes(): number {
    return this.#totalBytes
  }

  /** Whether the peer ended and everything was taken; waits until either is known. */
  async isOver(waitedFor: string): Promise<boolean> {
    await this.#until(() => this.#waitingBytes > 0, waitedFor)
    return this.#waitingBytes === 0
  }

  /** Takes one line with its LF. Throws CutShort. */
  async takeLine(waitedFor: string): Promise<Buffer> {
    await this.#until(() => this.#lineLength() > 0, waitedFor)
    const length = this.#lineLength()
    if (length === 0) throw this.#cutShort(waitedFor)
    return this.#cut(length)
  }

  /** Takes exactly `count` bytes. Throws CutShort. */
  async take(count: number, waitedFor: string): Promise<Buffer> {
    await this.#until(() => this.#waitingBytes >= count, waitedFor)
    if (this.#waitingBytes < count) throw this.#cutShort(waitedFor)
    return this.#cut(count)
  }

  /** Takes what is there, at least one byte and at most `limit`. Throws CutShort. */
  async takeSome(limit: number, waitedFor: string): Promise<Buffer> {
    if (await this.isOver(waitedFor)) throw this.#cutShort(waitedFor)
    return this.#cut(Math.min(limit, this.#chunks[0]?.length ?? 0))
  }

  /** Takes everything up to the end, whichever ending it is. */
  async takeRest(waitedFor: string): Promise<Buffer> {
    await this.#until(() => false, waitedFor)
    return this.#cut(this.#waitingBytes)
  }

  /** What came so far, for an error message. */
  describe(): string {
    if (this.#totalBytes === 0) return 'nothing had arrived'
    return `${this.#totalBytes} bytes had arrived, at last "${toVisible(this.#lastBytes)}"`
  }

  #until(isSo: () => boolean, waitedFor: string): Promise<void> {
    const settled = () => this.#ending !== undefined || isSo()
    return this.#bell.until(settled, () => `${waitedFor}; ${this.describe()}`, this.#capMs)
  }

  #cutShort(waitedFor: string): CutShort {
    return new CutShort(`the connection ended (${this.#ending}) before ${waitedFor}; ${this.describe()}`)
  }

  #lineLength(): number {
    let before = 0
    for (const chunk of this.#chunks) {
      const at = chunk.indexOf('\n')
      if (at >= 0) return before + at + 1
      before += chunk.length
    }
    return 0
  }

  #cut(count: number): Buffer {
    const pieces: Buffer[] = []
    let missing = count
    while (missing > 0) {
      const first = this.#chunks.shift()
      if (first === undefined) break
      pieces.push(first.subarray(0, missing))
      if (first.length > missing) this.#chunks.unshift(first.subarray(missing))
      missing -= Math.min(first.length, missing)
    }
    this.#waitingBytes -= count
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces)
  }
}
