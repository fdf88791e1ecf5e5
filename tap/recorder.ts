// Writes the blocks of a capture to a file as they come, with bounded memory: what the disk does not take in time is counted
// and left out. Knows no packet. EDGE: writes a file.
import { type FileHandle, open } from 'node:fs/promises'
import { BackendError } from '../backends/running-backends.ts'

/** So much may wait for the disk before payloads are left out, and twice as much before packets are. */
const PLENTY_BYTES = 16 * 1024 * 1024
/** Written at once: what waits is joined until it is so long. */
const BATCH_BYTES = 1024 * 1024

export interface Losses {
  readonly payloadBytes: number
  readonly packets: number
  /** Why the file ends early, else undefined. */
  readonly failure: string | undefined
}

export class Recorder {
  readonly file: string
  readonly #handle: FileHandle
  readonly #onFailure: (line: string) => void
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #writing: Promise<void> | undefined
  #wholeBytes = 0
  #lostPayloadBytes = 0
  #lostPackets = 0
  #failure: string | undefined

  constructor(file: string, handle: FileHandle, onFailure: (line: string) => void) {
    this.file = file
    this.#handle = handle
    this.#onFailure = onFailure
  }

  /** How much of a payload may be written now: all of it, or nothing. Counts what may not. */
  roomFor(payloadBytes: number): boolean {
    if (this.#failure === undefined && this.#waitingBytes < PLENTY_BYTES) return true
    this.#lostPayloadBytes += payloadBytes
    return false
  }

  /** Whole blocks. */
  write(blocks: Buffer): void {
    if (this.#failure !== undefined || this.#waitingBytes >= 2 * PLENTY_BYTES) {
      this.#lostPackets += 1
      return
    }
    this.#waiting.push(blocks)
    this.#waitingBytes += blocks.length
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined
    })
  }

  /** Everything has been written that can be, and the file is closed. */
  async close(): Promise<Losses> {
    await this.#writing
    await this.#handle.close().catch(() => {})
    return { payloadBytes: this.#lostPayloadBytes, packets: this.#lostPackets, failure: this.#failure }
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0 && this.#failure === undefined) {
      const batch = this.#takeBatch()
      try {
        await this.#writeWhole(batch)
        this.#wholeBytes += batch.length
      } catch (error) {
        await this.#fail(error)
      }
      this.#waitingBytes -= batch.length
    }
  }

  #takeBatch(): Buffer {
    let bytes = 0
    const end = this.#waiting.findIndex(blocks => {
      bytes += blocks.length
      return bytes >= BATCH_BYTES
    })
    return Buffer.concat(this.#waiting.splice(0, end === -1 ? this.#waiting.length : end + 1))
  }

  async #writeWhole(bytes: Buffer): Promise<void> {
    for (let from = 0; from < bytes.length; )
      from += (await this.#handle.write(bytes, from, bytes.length - from)).bytesWritten
  }

  async #fail(error: unknown): Promise<void> {
    this.#failure = reasonOf(error)
    this.#waiting = []
    // A block that is there in part would make the file look broken. Pipes cannot be cut.
    await this.#handle.truncate(this.#wholeBytes).catch(() => {})
    this.#onFailure(`${this.file} ends here: ${this.#failure}; connections go on without it`)
  }
}

/** Rejects with BackendError, one line, where there can be no such file. `onFailure` is told once, when writing fails later. */
export async function createRecorder(file: string, onFailure: (line: string) => void): Promise<Recorder> {
  try {
    return new Recorder(file, await open(file, 'w'), onFailure)
  } catch (error) {
    throw new BackendError('start-failed', `--pcap ${file}: ${reasonOf(error)}; name another file`)
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such folder',
    EISDIR: 'it is a folder',
    ENOTDIR: 'its folder is a file',
    ELOOP: 'a symbolic link in it leads to itself',
    ENAMETOOLONG: 'a name in it is too long',
    EACCES: 'it is not writable',
    EROFS: 'it is not writable',
    ENOSPC: 'the disk is full',
    EFBIG: 'it may not grow further',
    EPIPE: 'nobody reads it any more',
  }
  return words[code] ?? code
}
