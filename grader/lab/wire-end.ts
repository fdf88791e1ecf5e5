// The lab's end of a connection with the program: sends exact bytes at exact moments, and puts everything that happens on it
// into the timeline. Knows nothing of HTTP. EDGE: holds a socket.
import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { Bell } from './bell.ts'
import { PATIENCE_MS, within } from './patience.ts'
import type { Happening, Timeline } from './timeline.ts'

export type Ending = 'fin' | 'reset'

export interface EndNames {
  /** Who we are: `client 1`, `backend 2`. */
  readonly side: string
  /** `client 1`, `backend 2 connection 3`. */
  readonly connection: string
  readonly dialledBy: 'us' | 'proxy'
}

// Small enough that a peer that stops reading is noticed early.
const PIECE_BYTES = 65_536

export abstract class WireEnd {
  readonly name: string
  readonly socket: Socket
  /** Rings when anything has happened. */
  protected readonly bell = new Bell()
  readonly #side: string
  readonly #timeline: Timeline
  #receivedBytes = 0
  #ending: Ending | undefined
  #hasFinished = false
  #isSilent = false

  constructor(socket: Socket, { side, connection, dialledBy }: EndNames, timeline: Timeline) {
    this.name = connection
    this.socket = socket
    this.#side = side
    this.#timeline = timeline
    socket.setNoDelay(true)
    this.#record('open', dialledBy === 'us')
    socket.on('data', (chunk: Buffer) => {
      if (!this.#isSilent) this.#record('bytes', false, { bytes: chunk })
      this.#receivedBytes += chunk.length
      this.onBytes(chunk)
      this.bell.ring()
    })
    socket.on('end', () => this.#end('fin'))
    socket.on('error', () => this.#end('reset'))
    socket.on('close', () => this.#end('reset'))
  }

  protected abstract onBytes(chunk: Buffer): void
  protected abstract onEnding(ending: Ending): void

  get receivedBytes(): number {
    return this.#receivedBytes
  }

  /** Bytes that the kernel has taken from us. */
  get acceptedBytes(): number {
    return this.socket.bytesWritten - this.socket.writableLength
  }

  /** How the program ended its side; undefined while it has not. A FIN is seen only behind what was read before it. */
  get ending(): Ending | undefined {
    return this.#ending
  }

  /** Writes at once. A string's characters are octets. Does not wait: `flushed` does. */
  sendBytes(bytes: string | Buffer): void {
    if (this.socket.destroyed || this.#hasFinished || bytes.length === 0) return
    const buffer = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
    this.#record('bytes', true, { bytes: buffer })
    this.socket.write(buffer)
  }

  /** Each piece in a write of its own, the event loop's other work between them: they arrive as different segments. */
  async sendPieces(pieces: readonly (string | Buffer)[]): Promise<void> {
    for (const piece of pieces) {
      this.sendBytes(piece)
      await this.flushed()
      await setImmediate()
    }
  }

  /** Sends all, as fast as it is taken; resolves to the octets that the kernel took: fewer than given where the program ended the connection. */
  async sendAll(bytes: Buffer, limitMs = PATIENCE_MS): Promise<number> {
    const before = this.acceptedBytes
    for (let from = 0; from < bytes.length && !this.socket.destroyed; from += PIECE_BYTES) {
      this.sendBytes(bytes.subarray(from, from + PIECE_BYTES))
      await within(
        this.flushed(),
        `${this.name}: the program takes octet ${from} and those behind it`,
        undefined,
        limitMs,
      )
    }
    return this.acceptedBytes - before
  }

  /** Everything written has gone to the kernel, or the connection has ended. */
  async flushed(): Promise<void> {
    const isFlushed = () => this.socket.writableLength === 0 || this.socket.destroyed
    if (isFlushed()) return
    const ring = () => this.bell.ring()
    this.socket.on('drain', ring)
    this.socket.write('', ring)
    await this.bell.until(isFlushed)
    this.socket.removeListener('drain', ring)
  }

  /** Resolves when `count` octets have come in all, read by anybody or not; or the program ended the connection. */
  async received(count: number, limitMs = PATIENCE_MS): Promise<void> {
    const isEnough = () => this.#receivedBytes >= count || this.#ending !== undefined
    await within(
      this.bell.until(isEnough),
      `${this.name}: ${count} octets`,
      () => `${this.#receivedBytes} came`,
      limitMs,
    )
  }

  /** Resolves when the program has ended its side. Unread octets do not matter. */
  async ended(limitMs = PATIENCE_MS): Promise<Ending> {
    const known = () => `the connection is open; ${this.#receivedBytes} octets came on it`
    await within(
      this.bell.until(() => this.#ending !== undefined),
      `${this.name}: the program closes it`,
      known,
      limitMs,
    )
    return this.#ending ?? 'reset'
  }

  /** Sends FIN behind everything written, and goes on reading. */
  finish(): void {
    if (this.#hasFinished || this.socket.destroyed) return
    this.#hasFinished = true
    this.#record('fin', true)
    this.socket.end()
  }

  /** Sends RST. */
  reset(): void {
    this.#record('reset', true)
    this.#isSilent = true
    this.socket.resetAndDestroy()
  }

  /** Lets go of the connection: FIN behind what was written, and what still comes is not recorded. */
  close(): void {
    if (!this.#hasFinished && !this.socket.destroyed) this.#record('fin', true, { isAside: true })
    this.#isSilent = true
    this.socket.resume()
    this.socket.destroySoon()
  }

  /** Stops reading: the kernel's buffers fill, and the program has to stop. */
  pause(): void {
    if (!this.socket.isPaused()) this.#record('pause', true)
    this.socket.pause()
  }

  resume(): void {
    if (this.socket.isPaused()) this.#record('resume', true)
    this.socket.resume()
  }

  protected endingInWords(): string {
    return this.#ending === 'reset' ? 'reset the connection' : 'closed the connection'
  }

  #end(ending: Ending): void {
    if (this.#ending !== undefined) return
    this.#ending = ending
    if (!this.#isSilent) this.#record(ending, false)
    this.onEnding(ending)
    this.bell.ring()
  }

  #record(kind: Happening['kind'], outward: boolean, more: Pick<Happening, 'bytes' | 'isAside'> = {}): void {
    const { localPort, remotePort } = this.socket
    const [from, to] = outward ? [this.#side, 'proxy'] : ['proxy', this.#side]
    const [fromPort, toPort] = outward ? [localPort, remotePort] : [remotePort, localPort]
    this.#timeline.add({ from, to, connection: this.name, kind, fromPort, toPort, ...more })
  }
}
