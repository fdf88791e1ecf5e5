// The bytes of one backend become responses: heads, pieces of bodies, ends. Fed and asked like the request reader.
// Where a body ends depends on the request too, so at each head it asks which method is being answered.

import { type BodyReader, bodyReaderFor, declaredFraming, NO_BODY, UNTIL_CLOSE } from '../02-parse/body.ts'
import type { FieldSection } from '../02-parse/fields.ts'
import { checkFieldLine, STATUS_LINE } from '../02-parse/grammar.ts'
import { asHttpError, HttpError } from '../02-parse/http-error.ts'
import type { Framing, MessageEvent, Version } from '../02-parse/message.ts'
import { ReceiveBuffer } from '../02-parse/receive-buffer.ts'
import { LastSection } from './last-section.ts'

export interface ResponseHead {
  readonly status: number
  readonly reason: string
  readonly version: Version
  readonly fields: FieldSection
  readonly framing: Framing
}

export type ResponseEvent = MessageEvent<ResponseHead>

/** Where the events of a response go. */
export interface ResponseSink {
  receiveHead(head: ResponseHead): void
  /** @returns false where there is no room for more until it is told that there is */
  receiveData(bytes: Buffer): boolean
  receiveEnd(): void
}

/** Is the body so small that it may as well be read to be thrown away? */
export function isSoonOver({ framing }: ResponseHead): boolean {
  return framing.type === 'none' || (framing.type === 'length' && framing.bytes <= 65_536)
}

/** A head before it is known whose it is. */
export type UnownedHead = Omit<ResponseHead, 'framing'>

/** nginx takes 4 to 8 KiB of a backend, HAProxy and Node 16. What its clients send has a limit of its own in the conf. */
const HEAD_BYTES = 64 * 1024

const END: ResponseEvent = { type: 'end' }

export class ResponseReader {
  readonly #methodFor: (head: UnownedHead) => string
  readonly #headBytes: number
  readonly #buffer = new ReceiveBuffer()
  #body: BodyReader | undefined
  #untilClose = false
  /** Of a head that is not whole yet: how much of it, in whole lines, has passed the grammar. */
  #checkedBytes = 0
  #broken: HttpError | undefined
  readonly #lastSection = new LastSection()
  /** The last one on this connection. */
  #statusLine: StatusLine | undefined

  /**
   * @param methodFor the method of the request that this head answers; throws an HttpError where it answers none
   * @param headBytes the largest head that is read
   */
  constructor(methodFor: (head: UnownedHead) => string, headBytes = HEAD_BYTES) {
    this.#methodFor = methodFor
    this.#headBytes = headBytes
  }

  push(bytes: Buffer): void {
    this.#buffer.push(bytes)
  }

  /** Bytes that have arrived and have not been asked for. */
  get pendingBytes(): number {
    return this.#buffer.length
  }

  /** Between responses, with nothing of a next one. */
  get isIdle(): boolean {
    return this.#body === undefined && this.#buffer.length === 0
  }

  /**
   * The next event of a final response, or undefined where more bytes are needed. Interim responses are passed over.
   *
   * @throws HttpError 502 blaming the backend; every later call throws it again, for what follows cannot be read
   */
  next(): ResponseEvent | undefined {
    if (this.#broken !== undefined) throw this.#broken
    try {
      return this.#body === undefined ? this.#nextHead() : this.#nextOfBody(this.#body)
    } catch (error) {
      this.#broken = blameBackend(asHttpError(error))
      throw this.#broken
    }
  }

  /**
   * The backend has finished sending: the end of a body that lasts until then (RFC 9112 §6.3 step 8).
   *
   * @throws HttpError 502 in the middle of a response
   */
  finish(): ResponseEvent | undefined {
    if (this.isIdle) return undefined
    if (!this.#untilClose) throw new HttpError(502, 'backend', 'the backend closed in the middle of a response')
    this.#untilClose = false
    this.#body = undefined
    return END
  }

  #nextHead(): ResponseEvent | undefined {
    for (;;) {
      const text = this.#buffer.takeHead()
      if ((text?.length ?? this.#buffer.length) > this.#headBytes) {
        throw new HttpError(502, 'backend', `the response's head is larger than ${this.#headBytes} bytes`)
      }
      if (text === undefined) {
        this.#refuseEarly()
        return undefined
      }
      this.#checkedBytes = 0
      const unowned = this.#readHead(text)
      if (isInterim(unowned)) continue
      const { status, reason, version, fields } = unowned
      const framing = framingOf(unowned, this.#methodFor(unowned))
      const head: ResponseHead = { status, reason, version, fields, framing }
      this.#untilClose = head.framing === UNTIL_CLOSE
      this.#body = bodyReaderFor(head.framing, Number.POSITIVE_INFINITY)
      return { type: 'head', head }
    }
  }

  #readHead(text: string): UnownedHead {
    const lineEnd = text.indexOf('\r\n')
    const line = text.slice(0, lineEnd)
    // Nearly all say the same.
    if (line !== this.#statusLine?.text) this.#statusLine = readStatusLine(line)
    const { status, reason, version } = this.#statusLine
    return { status, reason, version, fields: this.#lastSection.read(text.slice(lineEnd + 2, -2)) }
  }

  // What can no longer become a head is refused when that is seen: a backend that keeps its connection open would let us
  // wait for the rest of it, and the client would hear that it is slow when it talks nonsense.
  #refuseEarly(): void {
    for (;;) {
      const line = this.#buffer.peekLine(this.#checkedBytes)
      if (line === undefined) return
      if (this.#checkedBytes === 0) readStatusLine(line)
      else checkFieldLine(line)
      this.#checkedBytes += line.length + 2
    }
  }

  #nextOfBody(body: BodyReader): ResponseEvent | undefined {
    const read = body.read(this.#buffer)
    if (read === undefined) return undefined
    if (read !== 'end') return { type: 'data', bytes: read }
    this.#body = undefined
    return END
  }
}

interface StatusLine extends Pick<ResponseHead, 'status' | 'reason' | 'version'> {
  readonly text: string
}

function readStatusLine(text: string): StatusLine {
  const [, version, status, reason = ''] = STATUS_LINE.exec(text) ?? []
  if (version === undefined) throw new HttpError(502, 'backend', 'the response does not begin with a status line')
  if (!version.startsWith('1.')) throw new HttpError(502, 'backend', `the backend answers in HTTP/${version}`)
  // RFC 9110 §2.5: a higher minor version is read as the highest that we know.
  return { text, status: Number(status), reason, version: version === '1.0' ? '1.0' : '1.1' }
}

// 100, 102 and 103 are dropped, as the contract allows: no client waits for one, since the proxy answers Expect on its own.
// (RFC 9110 §15.2 would have those passed on that the proxy did not ask for.) 101 would turn the connection into something unknown.
function isInterim({ status }: UnownedHead): boolean {
  if (status === 101) throw new HttpError(502, 'backend', 'the backend switched protocols unasked')
  return status < 200
}

// RFC 9112 §6.3 for responses, with its numbers.
function framingOf(head: UnownedHead, method: string): Framing {
  // SOLUTION Decide how the body of this response ends; that depends on the method that it answers, too.
  const declared = declaredFraming(head.fields, head.version) // Steps 3 to 6, which refuse nonsense in any response.
  if (method === 'HEAD' || head.status === 204 || head.status === 304) return NO_BODY // Step 1.
  // Step 2 is about CONNECT, which is not forwarded; step 7 is about requests.
  return declared ?? UNTIL_CLOSE // Step 8.
  // END SOLUTION
}

/** Whatever is wrong with a response is the backend's fault and a 502 for the client (RFC 9110 §15.6.3). */
function blameBackend(error: HttpError): HttpError {
  if (error.blame !== 'client') return error
  return new HttpError(502, 'backend', `the backend's response is malformed: ${error.message}`, error)
}
