// The grader's eyes as a backend: what a proxy sends, read with the strictest grammar (RFC 9112), so that octets which two
// backends could read in two ways are a complaint. Knows nothing of what the client sent; opens no socket, reads no clock.
import type { Buffer } from 'node:buffer'
import { type BodyEvent, MessageMachine, type Role } from './message-machine.ts'
import { type RequestHead, type RequestLine, readRequestLine, toRequestHead } from './request-head.ts'

type RequestHeadEvent = { readonly kind: 'head'; readonly head: RequestHead }
/** In order: head, data in any number of pieces, end; then the next. `complaint` and `cut` are the last. */
export type RequestEvent = RequestHeadEvent | BodyEvent

const ROLE: Role<RequestLine, RequestHeadEvent> = {
  // RFC 9112 §2.2 has servers forgive an empty line, and forbids to send one.
  skipsEmptyLines: false,
  mayBegin: () => true,
  begin: () => {},
  readStart: readRequestLine,
  readHead: parts => {
    const head = toRequestHead(parts)
    return { event: { kind: 'head', head }, ...head }
  },
}

export class RequestParser {
  readonly #machine = new MessageMachine(ROLE)

  /**
   * What these octets complete. Never throws, whatever they are; empty after a complaint and after `end`. The chunk must
   * not be changed afterwards: data events are views of it.
   */
  push(bytes: Buffer): RequestEvent[] {
    return this.#machine.push(bytes)
  }

  /** The proxy finished or broke the connection: `cut` if that was in the middle of a request, else nothing. */
  end(): RequestEvent[] {
    return this.#machine.end()
  }
}
