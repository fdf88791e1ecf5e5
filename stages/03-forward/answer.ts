// The answer to one request on its way to the client: events of a response in, bytes out, in the framing that this
// client understands. Before the head has been sent an error becomes a reply; after it, only a broken connection.

import type { HttpError } from '../02-parse/http-error.ts'
import type { RequestHead } from '../02-parse/message.ts'
import { CHUNK_END, chunkStart, errorReply, LAST_CHUNK } from '../02-parse/message-writer.ts'
import { type AddedFields, toClientHead } from './forwarding.ts'
import type { Outlet } from './outlet.ts'
import type { ResponseHead } from './response-reader.ts'

/** Where the events of a response go. */
export interface Recipient {
  receiveHead(head: ResponseHead): void
  /** @returns false where there is no room for more until `onDrain` is called */
  receiveData(bytes: Buffer): boolean
  receiveEnd(): void
  /** There will be no response, or no more of it. */
  fail(error: HttpError): void
  onDrain: () => void
}

export interface AnswerSettings {
  /** May the client's connection live on behind this answer, as far as the proxy is concerned? */
  readonly mayPersist: () => boolean
  /** The answer has been given whole; `persists` says whether the connection lives on behind it. */
  readonly onDone: (persists: boolean) => void
  readonly added: AddedFields
}

export class Answer implements Recipient {
  readonly #request: RequestHead
  readonly #outlet: Outlet
  readonly #settings: AnswerSettings
  #chunked = false
  #persists = false
  /** What the client has been told; 0 as long as it has been told nothing. */
  status = 0
  /** Body bytes handed on. */
  bodyBytes = 0
  onDrain = (): void => {}

  constructor(request: RequestHead, outlet: Outlet, settings: AnswerSettings) {
    this.#request = request
    this.#outlet = outlet
    this.#settings = settings
    outlet.onDrain = () => this.onDrain()
  }

  receiveHead(head: ResponseHead): void {
    const { version } = this.#request
    const unknownLength = head.framing.type === 'chunked' || head.framing.type === 'until-close'
    this.#chunked = unknownLength && version === '1.1'
    // To a client of HTTP/1.0 a body of unknown length ends where the connection does (RFC 9112 §6.3 step 8).
    this.#persists = this.#settings.mayPersist() && (!unknownLength || this.#chunked)
    const connection = this.#persists ? (version === '1.0' ? 'keep-alive' : undefined) : 'close'
    this.status = head.status
    this.#outlet.send(toClientHead(head, { chunked: this.#chunked, connection, added: this.#settings.added }))
  }

  receiveData(bytes: Buffer): boolean {
    this.bodyBytes += bytes.length
    if (!this.#chunked) return this.#outlet.send(bytes)
    this.#outlet.send(chunkStart(bytes.length))
    this.#outlet.send(bytes)
    return this.#outlet.send(CHUNK_END)
  }

  receiveEnd(): void {
    if (this.#chunked) this.#outlet.send(LAST_CHUNK)
    this.#settings.onDone(this.#persists)
  }

  fail(error: HttpError): void {
    if (this.status !== 0) {
      this.#outlet.cut()
      return
    }
    this.status = error.status
    const persist = error.blame !== 'client' && this.#settings.mayPersist()
    const withoutBody = this.#request.method === 'HEAD'
    this.#outlet.send(errorReply(error, { persist, withoutBody, fields: this.#settings.added }))
    this.#settings.onDone(persist)
  }
}
