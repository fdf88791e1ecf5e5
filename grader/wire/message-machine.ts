// How messages follow each other on one direction of a connection: head, body, trailers, next message. What a head means
// is told by the role, request or response. Opens no socket, reads no clock.
import { Buffer } from 'node:buffer'
import { readChunkLine } from './chunk-line.ts'
import { type Complaint, Fault } from './complaint.ts'
import { type Field, type PlacedField, readFieldLine, withoutPlace } from './field.ts'
import { Incoming, type Section } from './incoming.ts'

/** Larger than what any proxy takes, so that only what never ends is cut off here. */
export const HEAD_LIMIT_BYTES = 1024 * 1024

/** How the end of a body is found. */
export type Framing = 'none' | 'length' | 'chunked' | 'until close'

export type BodyEvent =
  /** Octets of the body, without chunk framing; they share memory with what was pushed. */
  | { readonly kind: 'data'; readonly bytes: Buffer }
  /** The message is whole. */
  | { readonly kind: 'end'; readonly trailers: Field[] }
  /** The octets are wrong here; nothing behind them is read. */
  | { readonly kind: 'complaint'; readonly complaint: Complaint }
  /** The stream ended in the middle of a message. `missingBytes` where a Content-Length says how many were to come. */
  | { readonly kind: 'cut'; readonly where: 'head' | 'body'; readonly missingBytes?: number }

export interface HeadParts<Start> {
  readonly start: Start
  readonly fields: readonly PlacedField[]
  /** The whole head, one character an octet. */
  readonly bytes: string
  /** Offset of the head's first octet, and of its empty line. */
  readonly atByte: number
  readonly endAtByte: number
}

/** What tells requests from responses. Every method may throw a Fault. */
export interface Role<Start, HeadEvent> {
  /** May empty lines stand before a message? */
  readonly skipsEmptyLines: boolean
  /** May a message begin now? What comes while it may not is kept unread. */
  mayBegin(): boolean
  /** The first octet of a message is there. */
  begin(atByte: number): void
  readStart(line: string, atByte: number): Start
  /** `framing` undefined: no message ends here, another head follows. */
  readHead(parts: HeadParts<Start>): {
    readonly event: HeadEvent
    readonly framing: Framing | undefined
    readonly lengthBytes?: number
  }
}

type Events<HeadEvent> = (HeadEvent | BodyEvent)[]

type State =
  | 'idle'
  | 'head'
  | 'length'
  | 'chunk line'
  | 'chunk data'
  | 'chunk end'
  | 'trailers'
  | 'until close'
  | 'over'

const HEAD: Section = { name: 'a head', limitBytes: HEAD_LIMIT_BYTES, limitSpec: 'RFC 9110 §5.4' }
const CHUNK_LINE: Section = { name: 'a chunk line', limitBytes: HEAD_LIMIT_BYTES, limitSpec: 'RFC 9112 §7.1.1' }
const TRAILERS: Section = { name: 'a trailer section', limitBytes: HEAD_LIMIT_BYTES, limitSpec: 'RFC 9110 §5.4' }

export class MessageMachine<Start, HeadEvent> {
  readonly #role: Role<Start, HeadEvent>
  readonly #incoming = new Incoming()
  #state: State = 'idle'
  #start: { readonly value: Start; readonly atByte: number } | undefined
  #fields: PlacedField[] = []
  /** Of the body, or of the chunk. */
  #missingBytes = 0

  constructor(role: Role<Start, HeadEvent>) {
    this.#role = role
  }

  push(bytes: Buffer): Events<HeadEvent> {
    if (this.#state === 'over') return []
    this.#incoming.push(bytes)
    return this.resume()
  }

  /** Goes on with what was kept unread. */
  resume(): Events<HeadEvent> {
    const events: Events<HeadEvent> = []
    try {
      while (!this.#incoming.isEmpty && this.#mayStep()) this.#step(events)
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault
      this.#state = 'over'
      events.push({ kind: 'complaint', complaint: this.#incoming.complaint(fault) })
    }
    return events
  }

  /** The sender's FIN or reset. */
  end(): BodyEvent[] {
    const state = this.#state
    this.#state = 'over'
    if (state === 'over') return []
    if (state === 'until close') return [{ kind: 'end', trailers: [] }]
    if (state === 'idle') return []
    if (state === 'head') return [{ kind: 'cut', where: 'head' }]
    if (state === 'length') return [{ kind: 'cut', where: 'body', missingBytes: this.#missingBytes }]
    return [{ kind: 'cut', where: 'body' }]
  }

  /** What came and was not read: no message may begin. */
  get unread(): Buffer {
    return this.#state === 'idle' ? this.#incoming.rest() : Buffer.alloc(0)
  }

  #mayStep(): boolean {
    if (this.#state === 'over') return false
    return this.#state !== 'idle' || this.#role.mayBegin()
  }

  /** Takes at least one octet, or throws. */
  #step(events: Events<HeadEvent>): void {
    switch (this.#state) {
      case 'idle':
        return this.#begin()
      case 'head':
        return this.#readHeadLine(events)
      case 'length':
        this.#takeData(events)
        if (this.#missingBytes === 0) this.#endMessage(events)
        return
      case 'chunk line':
        return this.#readChunkLine()
      case 'chunk data':
        this.#takeData(events)
        if (this.#missingBytes === 0) this.#state = 'chunk end'
        return
      case 'chunk end':
        return this.#readChunkEnd()
      case 'trailers':
        return this.#readTrailerLine(events)
      case 'until close':
        events.push({ kind: 'data', bytes: this.#incoming.takeData(Number.POSITIVE_INFINITY) })
        return
      case 'over':
        throw new Error('nothing is read behind a complaint')
    }
  }

  #begin(): void {
    const isLineEnd = this.#incoming.peek() === 0x0d || this.#incoming.peek() === 0x0a
    if (!this.#role.skipsEmptyLines || !isLineEnd) this.#role.begin(this.#incoming.atByte)
    this.#incoming.beginSection(HEAD)
    this.#start = undefined
    this.#fields = []
    this.#state = 'head'
  }

  #readHeadLine(events: Events<HeadEvent>): void {
    const taken = this.#incoming.takeLine(this.#start === undefined ? 'RFC 9112 §2.1' : 'RFC 9110 §5.5')
    if (taken === undefined) return
    const { line, atByte } = taken
    if (this.#start === undefined && line === '' && this.#role.skipsEmptyLines) this.#state = 'idle'
    else if (this.#start === undefined) this.#start = { value: this.#role.readStart(line, atByte), atByte }
    else if (line !== '') this.#fields.push(readFieldLine(line, atByte))
    else this.#endHead(this.#start, atByte, events)
  }

  #endHead(
    start: { readonly value: Start; readonly atByte: number },
    endAtByte: number,
    events: Events<HeadEvent>,
  ): void {
    const { event, framing, lengthBytes } = this.#role.readHead({
      start: start.value,
      fields: this.#fields,
      bytes: this.#incoming.sectionBytes(),
      atByte: start.atByte,
      endAtByte,
    })
    events.push(event)
    this.#missingBytes = lengthBytes ?? 0
    if (framing === undefined) this.#state = 'idle'
    else if (framing === 'chunked') this.#beginChunk()
    else if (framing === 'until close') this.#state = 'until close'
    else if (this.#missingBytes > 0) this.#state = 'length'
    else this.#endMessage(events)
  }

  #takeData(events: Events<HeadEvent>): void {
    const bytes = this.#incoming.takeData(this.#missingBytes)
    this.#missingBytes -= bytes.length
    events.push({ kind: 'data', bytes })
  }

  #beginChunk(): void {
    this.#incoming.beginSection(CHUNK_LINE)
    this.#state = 'chunk line'
  }

  #readChunkLine(): void {
    const taken = this.#incoming.takeLine('RFC 9112 §7.1')
    if (taken === undefined) return
    this.#missingBytes = readChunkLine(taken.line, taken.atByte)
    if (this.#missingBytes > 0) {
      this.#state = 'chunk data'
      return
    }
    this.#incoming.beginSection(TRAILERS)
    this.#fields = []
    this.#state = 'trailers'
  }

  #readChunkEnd(): void {
    // RFC 9112 §7.1; no line is read: what stands here wrongly is data of a chunk larger than its size says.
    if (this.#incoming.takeLineEnd("a chunk's data is not followed by CR LF", 'RFC 9112 §7.1')) this.#beginChunk()
  }

  #readTrailerLine(events: Events<HeadEvent>): void {
    const taken = this.#incoming.takeLine('RFC 9110 §5.5')
    if (taken === undefined) return
    if (taken.line === '') this.#endMessage(events)
    else this.#fields.push(readFieldLine(taken.line, taken.atByte))
  }

  #endMessage(events: Events<HeadEvent>): void {
    const isChunked = this.#state === 'trailers'
    events.push({ kind: 'end', trailers: isChunked ? this.#fields.map(withoutPlace) : [] })
    this.#state = 'idle'
  }
}
