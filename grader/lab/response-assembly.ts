// Puts the parser's events together to one response. Knows no socket.
import { createHash } from 'node:crypto'
import type { Complaint } from '../wire/complaint.ts'
import type { Field } from '../wire/field.ts'
import type { ResponseHead } from '../wire/response-head.ts'
import type { ResponseEvent } from '../wire/response-parser.ts'
import { type Response, toProvenance } from './response.ts'

export class ResponseAssembly {
  readonly #keepBody: boolean
  readonly #interim: ResponseHead[] = []
  readonly #chunks: Buffer[] = []
  readonly #digest = createHash('sha256')
  #head: ResponseHead | undefined
  #bodyBytes = 0
  #trailers: readonly Field[] = []
  #state: 'open' | 'complete' | 'cut' = 'open'
  complaint: Complaint | undefined

  constructor(keepBody: boolean) {
    this.#keepBody = keepBody
  }

  get isDone(): boolean {
    return this.#state !== 'open' || this.complaint !== undefined
  }

  get head(): ResponseHead | undefined {
    return this.#head
  }

  get bodyBytes(): number {
    return this.#bodyBytes
  }

  /** Of the body, as far as it has come and was kept. */
  get body(): Buffer {
    return Buffer.concat(this.#chunks)
  }

  add(event: ResponseEvent): void {
    switch (event.kind) {
      case 'interim':
        this.#interim.push(event.head)
        break
      case 'head':
        this.#head = event.head
        break
      case 'data':
        this.#bodyBytes += event.bytes.length
        this.#digest.update(event.bytes)
        if (this.#keepBody) this.#chunks.push(event.bytes)
        break
      case 'end':
        this.#trailers = event.trailers
        this.#state = 'complete'
        break
      case 'cut':
        this.#state = 'cut'
        break
      case 'complaint':
        this.complaint = event.complaint
    }
  }

  /** The response, or as much of it as came; undefined while there is no head. */
  toResponse(): Response | undefined {
    const head = this.#head
    if (head === undefined) return undefined
    return {
      version: head.version,
      status: head.status,
      reason: head.reason,
      fields: head.fields,
      body: this.body,
      bodyBytes: this.#bodyBytes,
      sha256: this.#digest.copy().digest('hex'),
      trailers: this.#trailers,
      complete: this.#state === 'complete',
      framing: head.framing,
      interim: this.#interim,
      head: head.bytes,
      provenance: toProvenance(head.fields),
    }
  }

  describe(): string {
    const head = this.#head
    if (head === undefined) return this.#interim.length > 0 ? 'only interim responses came' : 'no response came'
    return `${head.status} came, and ${this.#bodyBytes} octets of its body (framing: ${head.framing})`
  }
}
