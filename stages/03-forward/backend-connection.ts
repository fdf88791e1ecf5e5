// EDGE: one TCP connection to a backend: it dials, sends what exchanges give it, reads responses and hands each to the
// exchange that it answers. Which exchange that is, it asks; what becomes of the connection afterwards is not its business.

import type { Socket } from 'node:net'
import { asHttpError, HttpError } from '../02-parse/http-error.ts'
import { type Awaiting, type Carried, Departed } from './awaiting.ts'
import type { Backend } from './balancer.ts'
import type { ConnectionSettings } from './connection-settings.ts'
import { type Carriage, Exchange } from './exchange.ts'
import type { Outlet } from './outlet.ts'
import { isSoonOver, type ResponseEvent, ResponseReader, type UnownedHead } from './response-reader.ts'
import { Taking } from './taking.ts'
import type { Timer } from './timer.ts'

export class BackendConnection implements Carriage {
  readonly backend: Backend
  readonly #settings: ConnectionSettings
  readonly #socket: Socket
  readonly #outlet: Outlet
  readonly #taking: Taking
  readonly #reader: ResponseReader
  readonly #awaiting: Awaiting
  readonly #connectTimer: Timer
  #responseTimer: Timer | undefined
  #state: 'dialling' | 'open' | 'closed' = 'dialling'
  /** Whose request was sent last: the only one whose body may still be on its way. */
  #sending: Exchange | undefined
  /** Whose response is being read. */
  #speaking: Carried | undefined
  #reusable = true
  /** Something has come that belongs to no response that has ended. */
  #heard = false
  /** The client of the response that is being read has no room. */
  #paused = false
  /** Of bodies, since something came last. */
  #handedOnBytes = 0
  /** Responses that have ended on this connection. */
  answered = 0
  /** It was the backend that ended it, by its FIN or by a reset. */
  backendFinished = false
  /** Heads, pieces and ends of responses that have come: it grows as long as the backend answers. */
  progress = 0

  constructor(backend: Backend, settings: ConnectionSettings) {
    this.backend = backend
    this.#settings = settings
    this.#awaiting = settings.awaiting
    this.#reader = new ResponseReader(head => this.#methodFor(head))
    this.#socket = settings.dial(backend, bytes => this.#receiveData(bytes))
    this.#outlet = settings.makeOutlet(this.#socket)
    this.#outlet.onDrain = () => this.#sending?.onDrain()
    this.#taking = new Taking(this.#socket)
    this.#socket.on('drain', () => this.#watch())
    this.#connectTimer = settings.startTimer(settings.connectMs, () =>
      this.#end(this.#error(504, 'no connection in time')),
    )
    this.#socket.on('connect', () => {
      this.#state = 'open'
      this.#connectTimer.cancel()
      settings.onOpen(this)
    })
    this.#socket.on('end', () => {
      // The FIN may be seen before all that came in front of it has been read.
      this.backendFinished = true
      this.#read()
    })
    this.#socket.on('error', error => {
      this.backendFinished = true
      this.#end(this.#error(502, error.message))
    })
    this.#socket.on('close', () => this.close())
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  /** A client without room holds up all that it owes. */
  get isPaused(): boolean {
    return this.#paused
  }

  /** How many exchanges it owes an answer. */
  get owed(): number {
    return this.#awaiting.size
  }

  /** Takes an exchange: sends its request behind those before it. False where nobody needs it any more. */
  take(exchange: Exchange): boolean {
    if (!exchange.attach(this, this.backend)) return false
    this.#sending = exchange
    this.#awaiting.add(exchange)
    if (this.#awaiting.size === 1) this.#watch()
    return true
  }

  send(piece: string | Buffer): boolean {
    const wasBehind = this.#taking.isBehind
    const room = this.#outlet.send(piece)
    // The backend's time begins when it has the whole of the request, and stands still only as long as it takes what comes.
    if (!wasBehind && this.#sending !== undefined && this.#sending.request.framing.type !== 'none') this.#watch()
    return room
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#watch()
    this.#socket.resume()
    this.#read()
  }

  /** Nobody needs this answer. Where it is being given, or no other is needed, the backend is told by closing; else it is thrown away. */
  abandon(exchange: Exchange): void {
    if (this.#awaiting.find(each => !each.isOver) === undefined || this.#speaking === exchange)
      this.#end(this.#error(502, 'not needed any more'), null)
  }

  /** Gives up those of whom `mayGo` says so, but not who is being answered or is next to be. What still comes for them is thrown away. */
  releaseOthers(mayGo: (exchange: Exchange, kept: Carried) => boolean): Exchange[] {
    const all = this.#awaiting.takeAll()
    const kept = this.#speaking ?? (all[0] as Carried)
    const others = all.filter(each => each instanceof Exchange).filter(each => each !== kept && !each.isOver)
    const released = others.filter(each => mayGo(each, kept))
    for (const each of all) this.#awaiting.add(released.some(gone => gone === each) ? new Departed(each) : each)
    return released
  }

  /** Closes at once; whoever still waits here is told. */
  close(): void {
    this.#end(this.#error(502, 'the connection was closed'))
  }

  /** @returns how many bytes may still be needed: what has been handed on of a body, and what has not been read yet */
  #receiveData(bytes: Buffer): number {
    // Even the beginning of a response: it must not become that of the next request (RFC 9112 §9.2).
    if (this.#awaiting.size === 0) this.close()
    this.#heard = true
    this.#handedOnBytes = 0
    this.#reader.push(bytes)
    this.#read()
    return this.#handedOnBytes + this.#reader.pendingBytes
  }

  #read(): void {
    try {
      while (!this.#paused && this.#state === 'open') {
        const event = this.#reader.next()
        if (event !== undefined) this.#pass(event)
        else if (this.backendFinished) this.#noMoreResponses()
        else return
      }
    } catch (error) {
      this.#end(asHttpError(error))
    }
  }

  #methodFor(head: UnownedHead): string {
    // Where it answers nobody here this throws, and the connection ends as one on which no response has begun.
    this.#heard = false
    this.#speaking = this.#awaiting.ownerOf(head)
    this.#heard = true
    return this.#speaking.request.method
  }

  #pass(event: ResponseEvent): void {
    const exchange = this.#speaking as Carried
    this.progress += 1
    if (exchange === this.#awaiting.oldest) this.#watch() // Who is overtaken still waits, and for no longer than others.
    switch (event.type) {
      case 'head':
        this.#reusable = this.#settings.mayReuse(event.head)
        if (exchange.isOver && !isSoonOver(event.head)) return this.#end(this.#error(502, 'not needed any more'), null)
        exchange.receiveHead(event.head)
        break
      case 'data':
        this.#handedOnBytes += event.bytes.length
        if (exchange.receiveData(event.bytes)) break
        this.#paused = true
        this.#socket.pause()
        break
      case 'end':
        this.#responseEnded(exchange)
    }
  }

  #responseEnded(exchange: Carried): void {
    this.#speaking = undefined
    this.#awaiting.remove(exchange)
    this.answered += 1
    this.#heard = !this.#reader.isIdle
    // A request of which the backend has not heard the end: what follows would be taken for the rest of it.
    const reusable = this.#reusable && exchange.requestComplete
    // Bytes that answer nothing: the backend is out of step. Closed first, for the next request may set out at once.
    if (!reusable || (this.#awaiting.size === 0 && !this.#reader.isIdle)) this.close()
    exchange.receiveEnd()
    if (this.#state !== 'closed') this.#settings.onFree(this)
  }

  #noMoreResponses(): void {
    this.#reusable = false
    const event = this.#reader.finish()
    if (event !== undefined) this.#pass(event)
    this.close()
  }

  /** Gives the backend its whole time again. */
  #watch(): void {
    this.#taking.begin()
    if (this.#responseTimer !== undefined) return this.#responseTimer.refresh()
    this.#responseTimer = this.#settings.startTimer(this.#settings.responseMs, () => this.timeIsUp())
  }

  /** Who is first here has waited as long as a backend may take. */
  timeIsUp(): void {
    this.#responseTimer?.cancel()
    this.#responseTimer = undefined
    if (this.#awaiting.size === 0) return
    // It is the client who is slow, at one end or the other; or the backend reads slowly, but does read.
    const clientSends = this.#sending?.requestComplete === false && !this.#taking.isBehind
    const reads = this.#sending === this.#awaiting.oldest && this.#taking.goesOn()
    if (this.#paused || clientSends || reads) this.#watch()
    else this.#end(this.#error(504, 'no answer in time'))
  }

  /**
   * The one way to the end. One exchange bears the error: the one that is being answered or is next to be. All others
   * came to it by chance, and so did that one where the backend only closed behind earlier answers.
   */
  #end(error: HttpError, bearer: Carried | null = this.#speaking ?? this.#awaiting.oldest ?? null): void {
    if (this.#state === 'closed') return
    const opened = this.#state === 'open'
    this.#state = 'closed'
    this.#connectTimer.cancel()
    this.#responseTimer?.cancel()
    this.#socket.destroy()
    const closedBehindOthers = this.answered > 0 && !this.#heard && error.status !== 504
    for (const exchange of this.#awaiting.takeAll()) {
      const bears = exchange === bearer
      exchange.failed({ error, unsent: false, begun: bears && this.#heard, incidental: !bears || closedBehindOthers })
    }
    this.#settings.onClose(this, error, opened)
  }

  #error(status: 502 | 504, what: string): HttpError {
    return new HttpError(status, 'backend', `backend ${this.backend.name}: ${what}`)
  }
}
