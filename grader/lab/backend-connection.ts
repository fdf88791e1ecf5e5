// One connection from the proxy to a backend of the lab. Parses what comes by the strictest grammar; what it cannot place is
// a complaint. EDGE: holds a socket.
import type { Socket } from 'node:net'
import type { Complaint } from '../wire/complaint.ts'
import type { RequestHead } from '../wire/request-head.ts'
import { type RequestEvent, RequestParser } from '../wire/request-parser.ts'
import { Call } from './call.ts'
import { findMark } from './mark.ts'
import { valuesOf } from './response.ts'
import type { Timeline } from './timeline.ts'
import { type Ending, WireEnd } from './wire-end.ts'

export interface BackendListener {
  /** A request with a mark: somebody of the lab sent it. */
  onCall(call: Call): void
  onComplaint(complaint: Complaint, connection: BackendConnection): void
}

// A request without a mark is the proxy's own, such as a health check: it gets an answer and is not counted.
const FOR_STRANGERS = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'

export class BackendConnection extends WireEnd {
  readonly backend: number
  readonly number: number
  readonly #listener: BackendListener
  readonly #parser = new RequestParser()
  #sequence = 0
  #call: Call | undefined
  #lastAnswered: Promise<void> = Promise.resolve()

  constructor(socket: Socket, backend: number, number: number, timeline: Timeline, listener: BackendListener) {
    const names = { side: `backend ${backend}`, connection: `backend ${backend} connection ${number}` }
    super(socket, { ...names, dialledBy: 'proxy' }, timeline)
    this.backend = backend
    this.number = number
    this.#listener = listener
  }

  /** Of marked requests, how many came on this connection. */
  get requests(): number {
    return this.#sequence
  }

  protected override onBytes(chunk: Buffer): void {
    for (const event of this.#parser.push(chunk)) this.#take(event)
  }

  protected override onEnding(ending: Ending): void {
    for (const event of this.#parser.end()) this.#take(event)
    // As servers do: what was asked is still answered, and then this side closes, too.
    if (ending === 'fin') void this.#lastAnswered.then(() => this.finish())
  }

  #take(event: RequestEvent): void {
    switch (event.kind) {
      case 'head':
        this.#begin(event.head)
        break
      case 'data':
        this.#call?.takeData(event.bytes)
        break
      case 'end':
        this.#call?.settle('complete', event.trailers)
        this.#call = undefined
        break
      case 'cut':
        this.#call?.settle('cut')
        this.#call?.done()
        break
      case 'complaint':
        this.#call?.settle('cut')
        this.#listener.onComplaint(event.complaint, this)
    }
  }

  #begin(head: RequestHead): void {
    const mark = findMark(head.target) ?? findMark(valuesOf(head, 'x-mark')[0] ?? '')
    const turn = this.#lastAnswered
    if (mark === undefined) {
      this.#lastAnswered = turn.then(() => this.sendBytes(FOR_STRANGERS))
      return
    }
    this.#sequence += 1
    const provenance = { mark, backend: this.backend, connection: this.number, sequence: this.#sequence }
    const call = new Call(this, head, provenance, turn)
    this.#call = call
    this.#lastAnswered = call.answered
    this.#listener.onCall(call)
  }
}
