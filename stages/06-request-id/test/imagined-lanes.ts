// Lanes to a backend that is imagined: no socket, no clock. A test says what the backend answers, who has room and how time passes.

import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import type { HttpError } from '../../02-parse/http-error.ts'
import { type Client, Exchange } from '../../03-forward/exchange.ts'
import type { Outlet } from '../../03-forward/outlet.ts'
import { requestHead } from '../../03-forward/test/heads.ts'
import { ResponseQueue } from '../../04-pipelining/response-queue.ts'
import { Deadlines } from '../../05-nonblocking/deadlines.ts'
import { type LaneSettings, Lanes } from '../lanes.ts'
import { requestIdFields } from '../request-id.ts'

const BACKEND = { host: 'b', port: 8001, weight: 1, name: 'b:8001', openExchanges: 0 }
const TICK_MS = 20
const NO_OUTLET: Outlet = { send: () => true, end() {}, cut() {}, onDrain() {} }

/** A connection to the backend, from the backend's side. */
export class ImaginedConnection {
  /** Targets that were asked for here, in order. */
  readonly asked: string[] = []
  isClosed = false
  #begun = 0
  /** Octets of the body of an answer that has begun. */
  #sent = 0
  readonly #socket: EventEmitter
  readonly #receive: (bytes: Buffer) => number
  readonly #idOf: (target: string) => string

  constructor(socket: EventEmitter, receive: (bytes: Buffer) => number, idOf: (target: string) => string) {
    this.#socket = socket
    this.#receive = receive
    this.#idOf = idOf
  }

  /** The next that is to be answered here. */
  get next(): string | undefined {
    return this.asked[this.#begun]
  }

  /** Answers that have not begun. */
  get owes(): number {
    return this.asked.length - this.#begun
  }

  accept(): void {
    this.#socket.emit('connect')
  }

  /** Nobody listens there. */
  refuse(): void {
    this.#socket.emit('error', new Error('ECONNREFUSED'))
  }

  /** The backend sends its FIN. */
  hangUp(): void {
    this.#socket.emit('end')
  }

  reset(): void {
    this.#socket.emit('error', new Error('ECONNRESET'))
  }

  /** The proxy closes it. */
  close(): void {
    this.isClosed = true
  }

  /** Answers the next that was asked for here, whole. */
  answer(): void {
    this.begin()
    this.finish()
  }

  /** The same, where anything was. */
  answerNext(): void {
    if (this.owes > 0) this.answer()
  }

  /** The next that was asked for here is not answered: those behind it overtake it. */
  passOver(): void {
    this.#begun += 1
  }

  /** Sends the head of the next answer, and the first of its three octets. */
  begin(): void {
    const id = this.#idOf(this.asked[this.#begun++] ?? '')
    this.#receive(Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-Request-ID: ${id}\r\n\r\n`))
    this.goOn()
  }

  /** Sends the second octet of an answer that has begun. */
  goOn(): void {
    this.#sent += 1
    this.#receive(Buffer.from('x'))
  }

  /** Sends what is missing of an answer that has begun. */
  finish(): void {
    while (this.#sent < 3) this.goOn()
    this.#sent = 0
  }
}

export class ImaginedLanes {
  /** In the order in which they were dialled. */
  readonly connections: ImaginedConnection[] = []
  /** Targets whose answers have come whole to their clients. */
  readonly answered: string[] = []
  /** Targets whose clients were told of an error, each behind its status. */
  readonly failed: string[] = []
  readonly #full = new Set<string>()
  readonly #onRoom = new Map<string, () => void>()
  readonly #ids = new Map<string, string>()
  /** What each client waits for. */
  readonly #lines = new Map<Client, ResponseQueue>()
  readonly #lanes: Lanes
  readonly #deadlines = new Deadlines(0, TICK_MS)
  #nowMs = 0
  #turn = 0

  constructor(settings: Partial<LaneSettings> = {}) {
    this.#lanes = new Lanes(BACKEND, {
      ...{ connectMs: 1000, responseMs: 60_000, idleMs: 60_000 },
      dial: (_backend, receive) => {
        const socket = Object.assign(new EventEmitter(), { pause() {}, resume() {}, destroy: () => connection.close() })
        const connection = new ImaginedConnection(socket, receive, target => this.#ids.get(target) ?? '')
        this.connections.push(connection)
        return socket as unknown as Socket
      },
      makeOutlet: () => this.#outletOf(this.connections.at(-1)),
      startTimer: this.#deadlines.start,
      mayReuse: () => true,
      now: () => this.#nowMs,
      clock: () => this.#nowMs,
      turn: () => this.#turn,
      ...settings,
    })
  }

  /** A client asks; each in a turn of its own. */
  ask(target: string, client: Client, method: 'GET' | 'POST' = 'GET'): void {
    const id = `00000000-0000-4000-8000-${String(this.#ids.size).padStart(12, '0')}`
    this.#ids.set(target, id)
    this.#turn += 1
    const line = this.#lines.get(client) ?? new ResponseQueue(NO_OUTLET, 0)
    this.#lines.set(client, line)
    const slot = line.open()
    const recipient = {
      receiveHead() {},
      receiveData: () => !this.#full.has(target),
      receiveEnd: () => {
        slot.occupant = undefined
        this.answered.push(target)
      },
      fail: ({ status }: HttpError) => void this.failed.push(`${status} ${target}`),
      onDrain() {},
    }
    this.#onRoom.set(target, () => recipient.onDrain())
    const settings = {
      strategy: () => [BACKEND],
      carry: (exchange: Exchange, _backend: unknown, { alone }: { alone: boolean }) =>
        this.#lanes.place(exchange, alone),
      mayRepeat: () => true,
      onOutcome() {},
      holdBytes: 0,
    }
    const added = requestIdFields(() => id)
    const exchange = new Exchange(requestHead(`${method} ${target} HTTP/1.1`), client, recipient, settings, added)
    slot.occupant = { dropped: () => exchange.abandon() }
    exchange.start()
  }

  /** The client goes, and needs none of its answers any more. */
  leave(client: Client): void {
    this.#lines.get(client)?.dropAll()
  }

  /** Whoever asked for it takes no more than the head of the answer. */
  noRoomFor(...targets: string[]): void {
    for (const target of targets) this.#full.add(target)
  }

  roomFor(target: string): void {
    this.#full.delete(target)
    this.#onRoom.get(target)?.()
  }

  /** Time passes, and the lanes are looked after now and then. */
  pass(ms: number): void {
    for (let passed = 0; passed < ms; passed += TICK_MS) {
      this.#nowMs += TICK_MS
      this.#turn += 1
      this.#deadlines.tick(this.#nowMs)
      this.#lanes.patrol()
    }
  }

  /** The connection on which it was asked for last. */
  connectionOf(target: string): ImaginedConnection | undefined {
    return this.connections.findLast(({ asked }) => asked.includes(target))
  }

  /** How often it was asked for. */
  timesAsked(target: string): number {
    return this.connections.flatMap(({ asked }) => asked).filter(each => each === target).length
  }

  #outletOf(connection: ImaginedConnection | undefined): Outlet {
    const send = (piece: string | Buffer): boolean => {
      connection?.asked.push(/^[A-Z]+ (\S+)/.exec(String(piece))?.[1] ?? String(piece))
      return true
    }
    return { send, end() {}, cut() {}, onDrain() {} }
  }
}
