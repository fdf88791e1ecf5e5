// Random values of a check: other ones for every seed and check, the same ones when both are the same, so that a failure
// can be repeated and no answer can be known beforehand.
import { createCipheriv, createHash } from 'node:crypto'

const LOWER_CASE = Buffer.from('abcdefghijklmnopqrstuvwxyz')
const PLAIN = Buffer.from('abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789')

export class Random {
  // A cipher's key stream: as even as one could wish, and fast enough for bodies of hundreds of megabytes.
  readonly #stream

  constructor(seed: number, name: string) {
    const key = createHash('sha256').update(`${seed} ${name}`).digest()
    this.#stream = createCipheriv('aes-128-ctr', key.subarray(0, 16), key.subarray(16))
  }

  bytes(count: number): Buffer {
    return this.#stream.update(Buffer.alloc(count))
  }

  /** From `least` to `most`, both included. @throws RangeError where there is nothing between them */
  integer(least: number, most: number): number {
    const span = most - least + 1
    if (!(span >= 1)) throw new RangeError(`nothing lies from ${least} to ${most}`)
    const fair = Math.floor(2 ** 32 / span) * span
    for (;;) {
      const drawn = this.bytes(4).readUInt32LE()
      if (drawn < fair) return least + (drawn % span)
    }
  }

  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new RangeError('nothing to choose from')
    return choices[this.integer(0, choices.length - 1)] as T
  }

  /** A shuffled copy. */
  shuffle<T>(all: readonly T[]): T[] {
    const left = [...all]
    const shuffled: T[] = []
    while (left.length > 0) shuffled.push(...left.splice(this.integer(0, left.length - 1), 1))
    return shuffled
  }

  /** So many lower-case letters. */
  word(letters = 8): string {
    return this.#letters(letters, LOWER_CASE)
  }

  hex(digits: number): string {
    return this.bytes(Math.ceil(digits / 2))
      .toString('hex')
      .slice(0, digits)
  }

  /** Letters and blanks that need no escaping anywhere; as latin1, one octet a character. */
  text(count: number): string {
    return this.#letters(count, PLAIN)
  }

  #letters(count: number, alphabet: Buffer): string {
    const drawn = this.bytes(count)
    // Not `entries`: with bodies of megabytes that is an object for each octet.
    for (let at = 0; at < count; at += 1) drawn[at] = alphabet[(drawn[at] as number) % alphabet.length] as number
    return drawn.toString('latin1')
  }

  /** `bytes` cut into `count` or fewer pieces at random places. */
  cut(bytes: Buffer, count: number): Buffer[] {
    const places = Array.from({ length: count - 1 }, () => this.integer(0, bytes.length)).sort((a, b) => a - b)
    return [0, ...places]
      .map((from, index) => bytes.subarray(from, places[index] ?? bytes.length))
      .filter(piece => piece.length > 0)
  }
}
