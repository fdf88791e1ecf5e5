// EDGE: one client. Its requests are read one after the other, each becomes an exchange with a slot in the response
// queue, and the connection lives until somebody says that it shall not.

import type { Socket } from 'node:net'
import { asHttpError, type HttpError } from '../02-parse/http-error.ts'
import type { RequestHead } from '../02-parse/message.ts'
import { CONTINUE, errorReply } from '../02-parse/message-writer.ts'
import { expectsContinue, type RequestEvent, type RequestLimits, RequestReader } from '../02-parse/request-reader.ts'
import type { Exchange } from '../03-forward/exchange.ts'
import type { Outlet, OutletMaker } from '../03-forward/outlet.ts'
import { ResponseQueue } from './response-queue.ts'
import { isSafe, persists } from './reuse.ts'
import { Turn, type TurnSettings, type TurnTaker } from './turn.ts'

export interface ClientSettings extends TurnSettings {
  readonly limits: RequestLimits
  readonly makeOutlet: OutletMaker
  /** How much of an answer may wait for its turn. */
  readonly holdBytes: number
  readonly onExchangeBegun: (exchange: Exchange) => void
}

/** How many requests of one client may be open. Browsers never pipelined more than 8; curl and wrk as many as told. */
const MAX_OPEN = 64

export class ClientConnection implements TurnTaker {
  readonly #socket: Socket
  readonly #settings: ClientSettings
  readonly #reader: RequestReader
  readonly #outlet: Outlet
  readonly #queue: ResponseQueue
  readonly address: string
  /** reading; or nothing more will be read because the last answer is on its way; or gone. */
  #state: 'reading' | 'answering' | 'closed' = 'reading'
  /** Whose body is being read. */
  #sending: Exchange | undefined
  /** The request that is being read is the last that the client means to send. */
  #isLastRequest = false
  /** A request that may not set out before those in front of it have ended. */
  #waiting: RequestHead | undefined
  #unsafeOpen = false
  #backendFull = false
  /** The client has sent its FIN. It may well go on listening (RFC 9293 §3.6). */
  #clientFinished = false
  #socketPaused = false
  /** It is to close as soon as nothing is open. */
  isStopping = false
  /** Requests that have been read to their end. */
  requests = 0

  constructor(socket: Socket, settings: ClientSettings) {
    this.#socket = socket
    this.#settings = settings
    this.#reader = new RequestReader(settings.limits)
    this.#outlet = settings.makeOutlet(socket)
    this.#queue = new ResponseQueue(this.#outlet, settings.holdBytes)
    this.#queue.onLeft = last => this.#answerLeft(last)
    this.#queue.onRoom = () => this.#readOn()
    this.address = socket.remoteAddress ?? 'unknown'
    socket.on('data', (bytes: Buffer) => this.#receiveData(bytes))
    socket.on('end', () => {
      // The FIN may be seen before all that came in front of it has been read.
      this.#clientFinished = true
      this.#read()
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#closed())
  }

  /** What this connection waits for: a next request, the rest of one, an answer, or nothing any more. */
  get phase(): 'idle' | 'request' | 'answer' | 'closed' {
    if (this.#state === 'closed') return 'closed'
    const isIdle = this.#reader.state === 'idle'
    if (!isIdle && this.#mayRead()) return 'request'
    return isIdle && this.#queue.length === 0 ? 'idle' : 'answer'
  }

  /** Takes no further request; what is open is answered, then the connection closes. */
  stop(): void {
    this.isStopping = true
    if (this.phase === 'idle') this.close()
  }

  /** Closes behind what has been sent. */
  close(): void {
    this.#state = 'closed'
    this.#queue.dropAll()
    this.#outlet.end()
  }

  /** Answers what is being read with an error, in its turn, and reads no more. */
  refuse(error: HttpError): void {
    this.#state = 'answering'
    if (this.#sending !== undefined) return this.#sending.fail(error)
    const slot = this.#queue.open()
    slot.send(errorReply(error, { fields: this.#settings.newFields(), withoutBody: this.#reader.method === 'HEAD' }))
    slot.isLast = true
    slot.end()
  }

  /** The next client's bytes may come into the same memory: whatever is needed longer than this call is copied. */
  #receiveData(bytes: Buffer): void {
    if (this.#state !== 'reading') return
    this.#reader.push(bytes)
    this.#read()
    this.#reader.keep()
  }

  #read(): void {
    try {
      while (this.#mayRead()) {
        const event = this.#reader.next()
        if (event === undefined) {
          if (this.#clientFinished) this.#noMoreRequests()
          break
        }
        this.#pass(event)
      }
    } catch (error) {
      this.refuse(asHttpError(error))
    }
    this.#pauseSocket(this.#state === 'reading' && !this.#mayRead())
  }

  #mayRead(): boolean {
    if (this.#state !== 'reading' || this.#backendFull || this.#waiting !== undefined) return false
    return this.#sending !== undefined || this.#mayBegin()
  }

  /** May there be one request more? */
  #mayBegin(): boolean {
    // At a stop the last of those that are open says that the connection closes.
    if (this.isStopping && this.#queue.length > 0) return false
    // Where an outlet says that it is full not even answers without a body may pile up for a client that does not take them.
    return this.#queue.length < MAX_OPEN && !this.#queue.isFull
  }

  #pass(event: RequestEvent): void {
    switch (event.type) {
      case 'head':
        this.#waiting = event.head
        this.#setOut()
        break
      case 'data':
        if (this.#sending?.sendData(Buffer.from(event.bytes)) === false) this.#waitForBackend(this.#sending)
        break
      case 'end':
        this.requests += 1
        this.#sending?.sendEnd()
        this.#sending = undefined
        if (this.#isLastRequest) this.#state = 'answering'
    }
  }

  /** Lets the request that waits set out, if it may: beside open ones only where all are safe (RFC 9112 §9.3.2). */
  #setOut(): void {
    const head = this.#waiting
    if (head === undefined) return
    const safe = isSafe(head.method)
    if (this.#queue.length > 0 && (this.#unsafeOpen || !safe)) return
    this.#waiting = undefined
    this.#unsafeOpen = !safe
    this.#isLastRequest = !persists(head)
    const slot = this.#queue.open()
    if (expectsContinue(head) && this.#reader.pendingBytes === 0) slot.send(CONTINUE)
    const { exchange } = new Turn(this, head, slot, this.#settings)
    this.#sending = exchange
    this.#settings.onExchangeBegun(exchange)
    exchange.start()
  }

  #waitForBackend(exchange: Exchange): void {
    this.#backendFull = true
    exchange.onDrain = () => {
      this.#backendFull = false
      this.#read()
    }
  }

  #answerLeft(last: boolean): void {
    if (last) return this.close()
    if (this.#queue.length === 0) {
      this.#unsafeOpen = false
      if (this.#state === 'answering' || (this.isStopping && this.phase === 'idle')) return this.close()
    }
    this.#setOut()
    this.#readOn()
  }

  #readOn(): void {
    if (this.#socketPaused) this.#read()
  }

  /** @throws HttpError where the client has finished sending in the middle of a request */
  #noMoreRequests(): void {
    this.#reader.finish()
    this.#state = 'answering'
    if (this.#queue.length === 0) this.close()
  }

  #closed(): void {
    this.#state = 'closed'
    this.#queue.dropAll()
  }

  #pauseSocket(pause: boolean): void {
    if (pause === this.#socketPaused) return
    this.#socketPaused = pause
    if (pause) this.#socket.pause()
    else this.#socket.resume()
  }
}
