// EDGE: standard output as the place of a log. Its reader may go away (`--log | head`), or stop reading (`--log | less`); neither
// may end the proxy, hold it up, or fill its memory.

import type { Writable } from 'node:stream'

/** So much may wait for its reader: some 60,000 lines. */
const WAITING_BYTES = 16 * 1024 * 1024
/** At the end a reader has so long to take what waits: the stop itself may have taken its 5 s by then. */
const LAST_MS = 400

export class StandardOutput {
  readonly #output: Writable
  readonly #say: (line: string) => void
  #isRead = true
  #dropped = 0

  /** @param say takes a line for people: says once when nobody reads any more, or when lines have been dropped */
  constructor(output: Writable = process.stdout, say: (line: string) => void = console.error) {
    this.#output = output
    this.#say = say
    output.on('error', error => {
      if (this.#isRead) say(`standard output is gone (${error.message}): the access log ends here`)
      this.#isRead = false
    })
    output.on('drain', () => {
      if (this.#dropped > 0) say(`standard output is read again: ${this.#dropped} lines of the access log are missing`)
      this.#dropped = 0
    })
  }

  readonly write = (lines: string): void => {
    if (!this.#isRead) return
    if (this.#dropped === 0 && this.#output.writableLength < WAITING_BYTES) return void this.#output.write(lines)
    if (this.#dropped === 0) this.#say('standard output is not read: what does not fit is missing in the access log')
    this.#dropped += lines.split('\n').length - 1
  }

  /** Resolves when all has been taken, nobody reads any more, or the time for it is up. */
  async taken(): Promise<void> {
    if (!this.#isRead || this.#output.writableLength === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#output.once('error', resolve)
    this.#output.write('', () => resolve())
    const tooLong = setTimeout(resolve, LAST_MS)
    await promise
    clearTimeout(tooLong)
  }
}
