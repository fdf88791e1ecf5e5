// Puts the parser's events together to one response. Knows no socket.
import type { Complaint } from '../wire/complaint.ts'
import type { Field } from '../wire/field.ts'
import type { ResponseHead } from '../wire/response-head.ts'
import type { ResponseEvent } from '../wire/response-parser.ts'
import { ReceivedBody } from './received-body.ts'
import { type Response, toProvenance } from './response.ts'

export class ResponseAssembly {
  readonly #interim: ResponseHead[] = []
  readonly #body: ReceivedBody
  #head: ResponseHead | undefined
  #trailers: readonly Field[] = []
  #state: 'open' | 'complete' | 'cut' = 'open'
  complaint: Complaint | undefined

  constructor(keepBody: boolean) {
    this.#body = new ReceivedBody(keepBody ? Number.POSITIVE_INFINITY : 0)
  }

  get isDone(): boolean {
    return this.#state !== 'open' || this.complaint !== undefined
  }

  get head(): ResponseHead | undefined {
    return this.#head
  }

  get bodyBytes(): number {
    return this.#body.byteCount
  }

  /** Of the body, as far as it has come and was kept. */
  get body(): Buffer {
    return this.#body.bytes
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
        this.#body.add(event.bytes)
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
    const body = this.#body
    if (head === undefined) return undefined
    return {
      version: head.version,
      status: head.status,
      reason: head.reason,
      fields: head.fields,
      body: body.bytes,
      bodyBytes: body.byteCount,
      get sha256() {
        return body.sha256
      },
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
    return `${head.status} came, and ${this.bodyBytes} octets of its body (framing: ${head.framing})`
  }
}
