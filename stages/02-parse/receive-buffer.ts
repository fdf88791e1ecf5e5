// Bytes that have arrived and wait to be understood. It knows lines and lengths, and no HTTP.
// The search for the end of a head goes on where the last one stopped, however small the pieces come. A line is
// searched from its beginning: whoever asks for lines bounds their length.

const NOTHING: Buffer = Buffer.alloc(0)
const LF = 0x0a
const CR = 0x0d
const HEAD_END = Buffer.from('\r\n\r\n')

export class ReceiveBuffer {
  #bytes = NOTHING
  #start = 0
  #end = 0
  /** No end of a head begins before this offset. */
  #searched = 0
  #ours = false

  /** Number of bytes that wait. */
  get length(): number {
    return this.#end - this.#start
  }

  /** Adds bytes at the end. The caller leaves them alone until all is taken, or until {@link keep}. */
  push(bytes: Buffer): void {
    if (this.length === 0) {
      // The usual case: the last message was taken whole. The piece itself becomes the buffer, nothing is copied.
      this.#bytes = bytes
      this.#start = 0
      this.#end = bytes.length
      this.#searched = 0
      this.#ours = false
      return
    }
    if (!this.#ours || this.#end + bytes.length > this.#bytes.length) this.#grow(bytes.length)
    bytes.copy(this.#bytes, this.#end)
    this.#end += bytes.length
  }

  /** The memory of what was added may be used for something else: what waits here is moved to memory of our own. */
  keep(): void {
    if (this.length > 0 && !this.#ours) this.#grow(0)
  }

  /** Moves to memory of our own, twice what is needed, so that many small pieces are not copied again and again. */
  #grow(more: number): void {
    const grown = Buffer.allocUnsafeSlow(2 * (this.length + more))
    this.#bytes.copy(grown, 0, this.#start, this.#end)
    this.#searched = Math.max(0, this.#searched - this.#start)
    this.#end -= this.#start
    this.#start = 0
    this.#bytes = grown
    this.#ours = true
  }

  /** Takes everything up to and with the first empty line, as Latin-1 text; undefined where there is none yet. */
  takeHead(): string | undefined {
    // SOLUTION Find where the head ends, however it is cut, and look at no byte again and again.
    if (this.length === 0) return undefined
    const found = this.#bytes.indexOf(HEAD_END, Math.max(this.#start, this.#searched))
    if (found === -1 || found + HEAD_END.length > this.#end) {
      this.#searched = Math.max(this.#start, this.#end - HEAD_END.length + 1)
      return undefined
    }
    return this.#takeText(found + HEAD_END.length)
    // END SOLUTION
  }

  /**
   * Takes a line, as Latin-1 text without its CRLF; undefined where it has not ended yet.
   * A line that ends in a bare LF is given with that LF, which no grammar admits.
   */
  takeLine(): string | undefined {
    const line = this.peekLine(0)
    if (line !== undefined) this.#takeTo(this.#start + line.length + (line.endsWith('\n') ? 0 : 2))
    return line
  }

  /** The line that begins `offset` bytes from here, as {@link takeLine} would give it, left where it is. */
  peekLine(offset: number): string | undefined {
    if (offset >= this.length) return undefined
    const from = this.#start + offset
    const feed = this.#bytes.indexOf(LF, from)
    if (feed === -1 || feed >= this.#end) return undefined
    const bare = feed === from || this.#bytes[feed - 1] !== CR
    return this.#bytes.toString('latin1', from, bare ? feed + 1 : feed - 1)
  }

  /** Takes at most `limit` bytes, without copying them. */
  takeUpTo(limit: number): Buffer {
    const end = Math.min(this.#end, this.#start + limit)
    const bytes = this.#bytes.subarray(this.#start, end)
    this.#takeTo(end)
    return bytes
  }

  /** Takes the CRLF that stands here. */
  takeLineEnd(): 'taken' | 'not there' | 'not yet' {
    if (this.length > 0 && this.#bytes[this.#start] !== CR) return 'not there'
    if (this.length < 2) return 'not yet'
    if (this.#bytes[this.#start + 1] !== LF) return 'not there'
    this.#takeTo(this.#start + 2)
    return 'taken'
  }

  #takeText(end: number): string {
    const text = this.#bytes.toString('latin1', this.#start, end)
    this.#takeTo(end)
    return text
  }

  // Who has nothing to say for a while keeps no memory either: of a thousand clients that have each sent one request, a
  // thousand pieces of memory were kept until the next one, and each collection of garbage had to carry them along.
  #takeTo(end: number): void {
    this.#start = end
    if (end === this.#end) this.#bytes = NOTHING
  }
}
