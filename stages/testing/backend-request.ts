// Knows one request as a backend received it: what a test's handler and its assertions look at.

import type { RequestHead } from './request-parser.ts'
import { type Header, valuesOf } from './wire-head.ts'

export class ReceivedRequest {
  readonly method: string
  readonly target: string
  readonly version: string
  readonly headers: readonly Header[]
  /** The fields behind a chunked body. */
  readonly trailers: readonly Header[]
  /** Which connection of this backend carried it, counted from 1. */
  readonly connection: number
  /** Which request of that connection it is, counted from 1. */
  readonly sequence: number
  /** The whole body; stays empty on a `streaming` backend. */
  body: Buffer = Buffer.alloc(0)
  readonly #pieces: AsyncIterator<Buffer>

  constructor(
    head: RequestHead,
    connection: number,
    sequence: number,
    pieces: AsyncIterator<Buffer>,
    trailers: readonly Header[],
  ) {
    this.method = head.method
    this.target = head.target
    this.version = head.version
    this.headers = head.headers
    this.trailers = trailers
    this.connection = connection
    this.sequence = sequence
    this.#pieces = pieces
  }

  /** The field's values joined with ", ", or undefined where it is absent. */
  header(name: string): string | undefined {
    const values = this.headerAll(name)
    return values.length === 0 ? undefined : values.join(', ')
  }

  headerAll(name: string): string[] {
    return valuesOf(this.headers, name)
  }

  /** The body's pieces as they come, for a `streaming` backend. Throws CutShort where the peer ends too early. */
  get chunks(): AsyncIterable<Buffer> {
    const pieces = this.#pieces
    // Without `return`, so that leaving a `for await` early leaves the rest to be drained instead of lost.
    return { [Symbol.asyncIterator]: () => ({ next: () => pieces.next() }) }
  }
}
