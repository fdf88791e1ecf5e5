// Memory that what comes over one connection is read into, again and again, as long as nobody has kept a part of it.

const FIRST_BYTES = 64 * 1024
/** Where much comes: a body of 1 MiB then takes four system calls to read instead of sixteen. */
const MOST_BYTES = 256 * 1024

export class ReadBuffer {
  #memory = Buffer.allocUnsafeSlow(FIRST_BYTES)
  #releasedBytes = 0

  /** What comes next belongs here, from the beginning. */
  get memory(): Buffer {
    return this.#memory
  }

  /**
   * So much has come: lends it. What has not been released when `receive` returns stays as it is, and what comes next has other memory.
   *
   * @param receive answers how many of these bytes may still be needed, were none released
   */
  lend(length: number, receive: (bytes: Buffer) => number): void {
    this.#releasedBytes = 0
    const needed = receive(this.#memory.subarray(0, length))
    const isKept = needed > this.#releasedBytes
    const isSmall = length === this.#memory.length && length < MOST_BYTES
    if (isKept || isSmall) this.#memory = Buffer.allocUnsafeSlow(length < FIRST_BYTES ? FIRST_BYTES : MOST_BYTES)
  }

  /** These bytes are not needed any more; it need not be known whose they are. */
  release(bytes: Buffer): void {
    if (bytes.buffer === this.#memory.buffer) this.#releasedBytes += bytes.length
  }
}
