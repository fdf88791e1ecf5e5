// The grader's eyes as a client: what a proxy answers, and to which request. Every reading that the RFC leaves open is
// accepted. Knows nothing of what the backend sent; opens no socket, reads no clock.
import type { Buffer } from 'node:buffer'
import { Fault } from './complaint.ts'
import { type BodyEvent, type HeadParts, MessageMachine } from './message-machine.ts'
import { isInterim, type ResponseHead, readStatusLine, type StatusLine, toResponseHead } from './response-head.ts'

type ResponseHeadEvent =
  /** 1xx, but not 101: the response itself is still to come. No `end` follows. */
  | { readonly kind: 'interim'; readonly head: ResponseHead }
  /** `method`: of the request that it answers. */
  | { readonly kind: 'head'; readonly head: ResponseHead; readonly method: string }
/** In order: interim heads, head, data in any number of pieces, end; then the next. `complaint` and `cut` are the last. */
export type ResponseEvent = ResponseHeadEvent | BodyEvent

export class ResponseParser {
  readonly #awaiting: string[] = []
  readonly #machine: MessageMachine<StatusLine, ResponseHeadEvent>
  /** Why the last response has no body, to explain octets behind it. */
  #bodiless: string | undefined

  /** `holds`: a response that nobody awaits stays unread until somebody does; otherwise it is a complaint. */
  constructor({ holds = false }: { readonly holds?: boolean } = {}) {
    this.#machine = new MessageMachine<StatusLine, ResponseHeadEvent>({
      // RFC 9112 §9.2 with §2.2: clients may discard them.
      skipsEmptyLines: true,
      mayBegin: () => !holds || this.#awaiting.length > 0,
      begin: atByte => this.#begin(atByte),
      readStart: readStatusLine,
      readHead: parts => this.#readHead(parts),
    })
  }

  /**
   * A request of this method is being sent: its response is awaited, behind those already awaited. To be called before
   * the first octet is sent, unless the parser holds: then what waited comes now. A proxy may say 408 to a client that sent nothing: expect any method before waiting for that.
   */
  expect(method: string): ResponseEvent[] {
    this.#awaiting.push(method)
    return this.#machine.resume()
  }

  /** What came and nobody awaits, of a parser that holds. */
  get unread(): Buffer {
    return this.#machine.unread
  }

  /** How many requests still await the head of their response. */
  get awaitingCount(): number {
    return this.#awaiting.length
  }

  /**
   * What these octets complete. Never throws, whatever they are; empty after a complaint and after `end`. The chunk must
   * not be changed afterwards: data events are views of it.
   */
  push(bytes: Buffer): ResponseEvent[] {
    return this.#machine.push(bytes)
  }

  /**
   * The proxy finished or broke the connection: `end` if a body lasts until then, `cut` if that was in the middle of a
   * response, else nothing, also where responses are still awaited. After a reset, an `end` proves nothing.
   */
  end(): ResponseEvent[] {
    return this.#machine.end()
  }

  #begin(atByte: number): void {
    if (this.#awaiting.length > 0) return
    const reason = this.#bodiless
      ? `octets stand behind ${this.#bodiless}, which has no body, and no other request awaits a response`
      : 'a response to a request that was not sent'
    throw new Fault(reason, atByte, 'RFC 9112 §9.2')
  }

  #readHead(parts: HeadParts<StatusLine>) {
    const [method = ''] = this.#awaiting
    const head = toResponseHead(parts, method)
    if (isInterim(head)) return { event: { kind: 'interim', head } as const, framing: undefined }
    this.#awaiting.shift()
    this.#bodiless = head.framing !== 'none' ? undefined : `a ${head.status} to ${method}`
    return { event: { kind: 'head', head, method } as const, ...head }
  }
}
