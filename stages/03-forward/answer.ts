// The answer to one request on its way to the client: events of a response in, bytes out, in the framing that this
// client understands. Before the head has been sent an error becomes a reply; after it, only a broken connection.

import type { HttpError } from '../02-parse/http-error.ts'
import type { RequestHead } from '../02-parse/message.ts'
import { CHUNK_END, chunkStart, errorReply, LAST_CHUNK } from '../02-parse/message-writer.ts'
import { type AddedFields, toClientHead } from './forwarding.ts'
import { NOTHING, type Outlet } from './outlet.ts'
import type { ResponseHead, ResponseSink } from './response-reader.ts'

/** Who a response is for. */
export interface Recipient extends ResponseSink {
  /** There will be no response, or no more of it. */
  fail(error: HttpError): void
  /** There is room again for more of it. */
  onDrain: () => void
}

/** Who gives the answer to the client. */
export interface AnswerHost {
  /** May the client's connection live on behind this answer, as far as the proxy is concerned? */
  mayPersist(): boolean
  /** The answer has been given whole; `persists` says whether the connection lives on behind it. */
  answered(persists: boolean): void
}

export class Answer implements Recipient {
  readonly #request: RequestHead
  readonly #outlet: Outlet
  readonly #host: AnswerHost
  readonly #added: AddedFields
  #chunked = false
  #untilClose = false
  #persists = false
  /** What the client has been told; 0 as long as it has been told nothing. */
  status = 0
  /** Body bytes handed on. */
  bodyBytes = 0
  onDrain: () => void = NOTHING

  constructor(request: RequestHead, outlet: Outlet, host: AnswerHost, added: AddedFields) {
    this.#request = request
    this.#outlet = outlet
    this.#host = host
    this.#added = added
  }

  receiveHead(head: ResponseHead): void {
    const { version } = this.#request
    const unknownLength = head.framing.type === 'chunked' || head.framing.type === 'until-close'
    this.#chunked = unknownLength && version === '1.1'
    this.#untilClose = unknownLength && !this.#chunked
    // To a client of HTTP/1.0 a body of unknown length ends where the connection does (RFC 9112 §6.3 step 8).
    this.#persists = this.#host.mayPersist() && !this.#untilClose
    const connection = this.#connectionOption(this.#persists)
    this.status = head.status
    this.#outlet.send(toClientHead(head, { chunked: this.#chunked, connection, added: this.#added }))
  }

  receiveData(bytes: Buffer): boolean {
    this.bodyBytes += bytes.length
    const room = this.#chunked ? this.#sendChunk(bytes) : this.#outlet.send(bytes)
    if (!room) this.#outlet.onDrain = () => this.onDrain()
    return room
  }

  receiveEnd(): void {
    if (this.#chunked) this.#outlet.send(LAST_CHUNK)
    this.#host.answered(this.#persists)
  }

  fail(error: HttpError): void {
    // SOLUTION Tell the client of an error: a reply before the head, behind it only a connection that visibly breaks.
    if (this.status !== 0) {
      this.#outlet.cut(this.#untilClose)
      return
    }
    this.status = error.status
    const persist = error.blame !== 'client' && this.#host.mayPersist()
    const withoutBody = this.#request.method === 'HEAD'
    const connection = this.#connectionOption(persist)
    this.#outlet.send(errorReply(error, { connection, withoutBody, fields: this.#added }))
    this.#host.answered(persist)
    // END SOLUTION
  }

  // A client of HTTP/1.0 takes it for closed unless it is told (RFC 9112 §9.3).
  #connectionOption(persists: boolean): 'close' | 'keep-alive' | undefined {
    if (!persists) return 'close'
    return this.#request.version === '1.0' ? 'keep-alive' : undefined
  }

  #sendChunk(bytes: Buffer): boolean {
    this.#outlet.send(chunkStart(bytes.length))
    this.#outlet.send(bytes)
    return this.#outlet.send(CHUNK_END)
  }
}
