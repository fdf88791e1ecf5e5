// A body that arrives in pieces: what there is to know of it without keeping more than is wanted. Knows no message.
import { createHash, type Hash } from 'node:crypto'

export class ReceivedBody {
  readonly #mostKept: number
  readonly #kept: Buffer[] = []
  /** Of all that came, where not all is kept. */
  #digest: Hash | undefined
  #byteCount = 0

  /** @param mostKept pieces are kept as long as there are fewer octets than this */
  constructor(mostKept: number) {
    this.#mostKept = mostKept
  }

  get byteCount(): number {
    return this.#byteCount
  }

  /** As far as it has come and was kept. */
  get bytes(): Buffer {
    return Buffer.concat(this.#kept)
  }

  /** Of all that has come, kept or not; hexadecimal. Most bodies are never asked for it. */
  get sha256(): string {
    return (this.#digest?.copy() ?? this.#digestOfKept()).digest('hex')
  }

  add(piece: Buffer): void {
    const isKept = this.#byteCount < this.#mostKept
    if (!isKept) this.#digest ??= this.#digestOfKept()
    if (isKept) this.#kept.push(piece)
    this.#digest?.update(piece)
    this.#byteCount += piece.length
  }

  #digestOfKept(): Hash {
    const digest = createHash('sha256')
    for (const piece of this.#kept) digest.update(piece)
    return digest
  }
}
