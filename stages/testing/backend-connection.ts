// Socket code: one connection of the scripted backend. Reads requests as they come, also pipelined ones, hands each to
// the handler without waiting for the answer before, and keeps the answers' turns.

import type { Socket } from 'node:net'
import { Arrivals, CutShort, WireError } from './arrivals.ts'
import type { BackendRecords } from './backend-records.ts'
import { Reply } from './backend-reply.ts'
import { ReceivedRequest } from './backend-request.ts'
import { toResponseBytes } from './backend-response.ts'
import { type RequestHead, readRequestHead } from './request-parser.ts'
import { gather, readBody } from './wire-body.ts'
import { type Header, valuesOf } from './wire-head.ts'

/** Answers one request. One that returns without answering leaves it, and those behind it, unanswered for good. */
export type Handler = (request: ReceivedRequest, reply: Reply) => unknown

export interface Behaviour {
  /** Call the handler at the head; it reads `request.chunks` itself. Default: at the end of the body. */
  readonly streaming: boolean
  /** After the peer's FIN, answer what is open before closing (default); false: drop it, as nginx does. */
  readonly halfClose: boolean
  /** Whether `respond` gives an X-Request-ID back, as nginx with `add_header` does. Default true. */
  readonly echoesId: boolean
}

// A streaming handler that does not read must make the sender stop: beyond this the socket is not read.
const unreadLimitBytes = 1_048_576

export class BackendConnection {
  readonly socket: Socket
  readonly #number: number
  readonly #handler: Handler
  readonly #behaviour: Behaviour
  readonly #records: BackendRecords
  readonly #arrivals = new Arrivals(Number.POSITIVE_INFINITY)
  #isStopped = false
  #turn: Promise<void> = Promise.resolve()

  constructor(socket: Socket, number: number, handler: Handler, behaviour: Behaviour, records: BackendRecords) {
    this.socket = socket
    this.#number = number
    this.#handler = handler
    this.#behaviour = behaviour
    this.#records = records
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#arrived(chunk))
    socket.on('error', () => this.#arrivals.end('rst'))
    socket.on('close', () => this.#arrivals.end('rst'))
    socket.on('end', () => {
      this.#arrivals.end('fin')
      if (!behaviour.halfClose) socket.destroy()
    })
  }

  /** Resolves when the last answer has been given, or nothing can be made of the peer's bytes. Never rejects. */
  async serve(): Promise<void> {
    try {
      for (let sequence = 1; ; sequence += 1) {
        const head = await readRequestHead(this.#arrivals)
        if (head === undefined) break
        await this.#take(head, sequence)
        if (wantsClose(head)) break
      }
      await this.#turn
    } catch (error) {
      this.#giveUp(error)
    }
    this.#end()
  }

  async #take(head: RequestHead, sequence: number): Promise<void> {
    const trailers: Header[] = []
    const hasBody = head.framing.kind !== 'none'
    const bodyOver = Promise.withResolvers<void>()
    const pieces = this.#read(readBody(this.#arrivals, head.framing, trailers), bodyOver.resolve)
    const request = new ReceivedRequest(head, this.#number, sequence, pieces, trailers)
    if (this.#behaviour.streaming) {
      const answered = this.#answer(request, head)
      if (hasBody) await Promise.race([bodyOver.promise, answered])
      await gather(request.chunks)
      return
    }
    if (hasBody && request.header('expect')?.toLowerCase() === '100-continue') {
      await this.#turn
      this.socket.write('HTTP/1.1 100 Continue\r\n\r\n')
    }
    request.body = await gather(request.chunks)
    this.#answer(request, head)
  }

  // Resolves when the handler has settled; the turn passes on when it has answered, too.
  #answer(request: ReceivedRequest, head: RequestHead): Promise<unknown> {
    const id = this.#behaviour.echoesId ? request.headerAll('x-request-id')[0] : undefined
    const context = { method: request.method, closes: wantsClose(head), id }
    const reply = new Reply(this.socket, this.#turn, context, () => this.#end())
    const settled = Promise.try(this.#handler, request, reply).catch(error => {
      this.#records.noteComplaint(`connection ${this.#number}: the handler failed: ${error}`)
      reply.reset()
    })
    this.#turn = Promise.all([this.#turn, settled, reply.begun]).then(() => {})
    this.#records.noteRequest(request)
    return settled
  }

  async *#read(pieces: AsyncGenerator<Buffer>, over: () => void): AsyncGenerator<Buffer> {
    try {
      for await (const piece of pieces) {
        if (this.#arrivals.waitingBytes < unreadLimitBytes && this.socket.isPaused()) this.socket.resume()
        yield piece
      }
    } finally {
      over()
    }
  }

  #arrived(chunk: Buffer): void {
    if (this.#isStopped) return
    this.#arrivals.push(chunk)
    if (this.#behaviour.streaming && this.#arrivals.waitingBytes > unreadLimitBytes) this.socket.pause()
  }

  #giveUp(error: unknown): void {
    const what = error instanceof Error ? error.message : String(error)
    // Once this side has ended the connection, what is missing is not the peer's doing.
    if (this.#isStopped) return
    if (error instanceof CutShort) {
      this.#records.noteCutShort(`connection ${this.#number}: ${what}`)
      return
    }
    const evidence = error instanceof WireError ? `; ${this.#arrivals.describe()}` : ''
    this.#records.noteComplaint(`connection ${this.#number}: ${what}${evidence}`)
    if (this.socket.writable) this.socket.write(toResponseBytes({ status: 400, body: what }, { closes: true }))
  }

  // Trap: a socket closed on unread bytes sends RST, which can destroy the answer before the peer has read it.
  #end(): void {
    this.#isStopped = true
    this.socket.end()
    this.socket.resume()
  }
}

function wantsClose(head: RequestHead): boolean {
  const options = valuesOf(head.headers, 'connection').join(',').toLowerCase()
  return head.version === 'HTTP/1.0' ? !options.includes('keep-alive') : options.includes('close')
}
