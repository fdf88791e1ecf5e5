// Socket code: a client that sends exact bytes at exact moments and reads what comes back without any HTTP library,
// which would mend, merge and repeat things behind the test's back.

import { connect, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { Arrivals, type Ending } from './arrivals.ts'
import { Bell } from './bell.ts'
import { type ReceivedResponse, readResponse } from './response-parser.ts'

export type { ReceivedResponse } from './response-parser.ts'

// Small enough that `send` notices early that the peer has gone or stopped reading.
const pieceBytes = 65_536

export interface ClientOptions {
  /** Keep the own side open after the peer's FIN. By default the client then closes too, as browsers do. */
  readonly staysOpen?: boolean
  readonly host?: string
}

export class RawClient {
  readonly socket: Socket
  /** How the peer ended. A FIN is seen only once everything before it was read: not while paused. */
  readonly closed: Promise<Ending>
  readonly #arrivals = new Arrivals()
  readonly #taken = new Bell()
  #reading: Promise<unknown> = Promise.resolve()

  constructor(socket: Socket, staysOpen: boolean) {
    this.socket = socket
    const { promise, resolve } = Promise.withResolvers<Ending>()
    this.closed = promise
    const end = (ending: Ending) => {
      this.#arrivals.end(ending)
      resolve(ending)
      this.#taken.ring()
    }
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#arrivals.push(chunk))
    socket.on('end', () => {
      end('fin')
      if (!staysOpen) socket.end()
    })
    socket.on('error', () => end('rst'))
    socket.on('close', () => end('rst'))
  }

  /** Bytes that the kernel has accepted from this client. */
  get acceptedBytes(): number {
    return this.socket.bytesWritten - this.socket.writableLength
  }

  /** Bytes that have come back, taken or not. */
  get receivedBytes(): number {
    return this.#arrivals.totalBytes
  }

  /** Resolves to the bytes that the kernel has taken: fewer than given if the connection ended. A string's characters are octets. */
  async send(bytes: string | Buffer): Promise<number> {
    const all = toBuffer(bytes)
    for (let from = 0; from < all.length; from += pieceBytes) {
      const piece = all.subarray(from, from + pieceBytes)
      if (!(await this.#sendPiece(piece, `the peer to take bytes ${from} to ${from + piece.length}`))) return from
    }
    return all.length
  }

  /** Each byte in its own write, with the event loop's other work in between. Resolves like `send`. */
  async sendByteByByte(bytes: string | Buffer): Promise<number> {
    const all = toBuffer(bytes)
    for (let at = 0; at < all.length; at += 1) {
      if ((await this.send(all.subarray(at, at + 1))) === 0) return at
      await setImmediate()
    }
    return all.length
  }

  async #sendPiece(piece: Buffer, waitedFor: string): Promise<boolean> {
    let outcome = 'open' as 'open' | 'written' | 'failed'
    this.socket.write(piece, error => {
      outcome = error ? 'failed' : 'written'
      this.#taken.ring()
    })
    const isSettled = () => outcome !== 'open' || this.socket.destroyed
    await this.#taken.until(isSettled, () => `${waitedFor}; ${this.#arrivals.describe()}`)
    return outcome === 'written'
  }

  /** The next response. `method` is that of its request: it decides whether a body follows. Calls queue up in order. */
  response(method = 'GET'): Promise<ReceivedResponse> {
    return this.#inTurn(() => readResponse(this.#arrivals, method))
  }

  /** The next `count` bytes. Rejects if the connection ends before. */
  bytes(count: number): Promise<Buffer> {
    return this.#inTurn(() => this.#arrivals.take(count, `${count} bytes`))
  }

  /** Everything not yet taken, up to the peer's end, FIN or RST: ask `closed` which. */
  untilClose(): Promise<Buffer> {
    return this.#inTurn(() => this.#arrivals.takeRest('the peer to close'))
  }

  // Two readers of one byte stream would tear each other's messages apart.
  #inTurn<T>(read: () => Promise<T>): Promise<T> {
    const mine = this.#reading.then(read, read)
    this.#reading = mine.catch(() => {})
    return mine
  }

  /** Half close: sends FIN behind everything written, goes on reading. */
  finish(): void {
    this.socket.end()
  }

  /** Sends RST. */
  reset(): void {
    this.socket.resetAndDestroy()
  }

  /** Stops reading: the kernel's buffers fill and the peer comes to a stop. */
  pause(): void {
    this.socket.pause()
  }

  resume(): void {
    this.socket.resume()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy()
  }
}

function toBuffer(bytes: string | Buffer): Buffer {
  return typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
}

/** Resolves when the connection stands. Rejects when it is refused. */
export function connectClient(port: number, options: ClientOptions = {}): Promise<RawClient> {
  const { host = '127.0.0.1', staysOpen = false } = options
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host, allowHalfOpen: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.removeListener('error', reject)
      resolve(new RawClient(socket, staysOpen))
    })
  })
}
