// The connections to one backend, as lanes that exchanges are put on. Many exchanges share a lane, pipelined, once the
// backend has proven that it sends ids back; until then, and for requests that must not be repeated, a lane carries one
// at a time. Few lanes are enough: that is what an id is good for.

import type { HttpError } from '../02-parse/http-error.ts'
import { BackendConnection, type ConnectionSettings } from '../03-forward/backend-connection.ts'
import type { Backend } from '../03-forward/balancer.ts'
import type { Exchange } from '../03-forward/exchange.ts'
import type { ResponseHead } from '../03-forward/response-reader.ts'
import { isSafe } from '../04-pipelining/reuse.ts'
import { Correlation } from './correlation.ts'
import { WaitingLine } from './waiting-line.ts'

export type LaneSettings = Omit<ConnectionSettings, 'awaiting' | 'onOpen' | 'onFree' | 'onClose'> & {
  readonly idleMs: number
  readonly now: () => number
}

interface Lane {
  readonly connection: BackendConnection
  /** Carries one exchange that nobody may stand behind. */
  exclusive: boolean
  /** Exchanges that were put on it, ever. */
  taken: number
  /** Its first exchange is slow and has it to itself; it closes behind it. */
  stalled: boolean
  lastUsed: number
  /** When a patrol last found that responses had ended on it, or that it owed none. */
  movedAt: number
  /** How many had ended then. */
  answered: number
}

/** Lanes that exchanges share. One is filled before the next, so that many leave in one write. */
const SHARED_LANES = 4
const FILL = 32
/** Behind so many an exchange waits for a lane instead. */
const MAX_DEPTH = 128
/** Lanes to a backend that echoes, or may yet turn out to: three backends stay within 24 connections. */
const MAX_LANES = 8
/** Lanes to a backend that does not echo, where each exchange needs one of its own. nginx serves 512 by default. */
const MAX_SINGLE_LANES = 512
/** A response that takes longer gives up its place among others. */
const STALL_MS = 30
/** Who has waited so long for a lane gets one beyond the limit. */
const PATIENCE_MS = 250
/** So many responses in a row without an id: the backend does not echo, whatever it did before. */
const MAX_SILENT = 16

export class Lanes {
  readonly #backend: Backend
  readonly #settings: LaneSettings
  /** Open or being dialled. The first few are shared. */
  #lanes: Lane[] = []
  /** Lanes that take nothing more. */
  readonly #leaving = new Set<Lane>()
  readonly #waiting = new WaitingLine()
  /** Exchanges that share no lane with others. */
  readonly #alone = new WeakSet<Exchange>()
  #echoes: 'unknown' | 'yes' | 'no' = 'unknown'
  #silent = 0
  /** Behind so many responses the backend closes, as far as is known: nginx's keepalive_requests. */
  #responsesPerConnection = Number.POSITIVE_INFINITY
  /** The last patrol saw the backend answer. */
  #moving = false

  constructor(backend: Backend, settings: LaneSettings) {
    this.#backend = backend
    this.#settings = settings
  }

  /** Puts an exchange on a lane, now or as soon as there is one for it. */
  place(exchange: Exchange, alone: boolean): void {
    if (alone) this.#alone.add(exchange)
    if (this.#placeNow(exchange)) return
    this.#waiting.add(exchange, this.#mayShare(exchange), this.#settings.now())
    this.#dialForWaiting()
  }

  /**
   * Looks after lanes on which nothing moves: who waits behind a slow exchange is moved to other lanes, and the slow one
   * keeps this lane to itself. To be called every few hundredths of a second.
   */
  patrol(): void {
    const now = this.#settings.now()
    this.#moving = [...this.#lanes, ...this.#leaving].some(({ connection, answered }) => connection.answered > answered)
    for (const lane of [...this.#lanes]) {
      const { connection } = lane
      if (connection.owed === 0 || connection.answered > lane.answered) lane.movedAt = now
      lane.answered = connection.answered
      if (connection.owed === 0 && now - lane.lastUsed > this.#settings.idleMs) connection.close()
      else if (connection.owed > 1 && this.#mayLeaveToFirst(now - lane.movedAt)) this.#leaveToFirst(lane)
    }
    const { since = now } = this.#waiting
    if (now - since > PATIENCE_MS && this.#count < MAX_SINGLE_LANES) this.#dial()
  }

  get #count(): number {
    return this.#lanes.length + this.#leaving.size
  }

  // Where all lanes are held up nothing moves either, and who waits behind them must not wait without end.
  #mayLeaveToFirst(stalledMs: number): boolean {
    if (stalledMs > PATIENCE_MS) return this.#count < MAX_SINGLE_LANES
    return stalledMs > STALL_MS && this.#mayDial()
  }

  // Where nothing moves at all, more lanes would only be more to wait on.
  #mayDial(): boolean {
    if (this.#echoes === 'no') return this.#count < MAX_SINGLE_LANES
    return this.#count < MAX_LANES || (this.#moving && this.#lanes.length < MAX_LANES && this.#count < MAX_SINGLE_LANES)
  }

  #mayShare(exchange: Exchange): boolean {
    if (this.#echoes !== 'yes' || this.#alone.has(exchange)) return false
    const { method, framing } = exchange.request
    return isSafe(method) && framing.type === 'none'
  }

  #laneFor(exchange: Exchange): Lane | undefined {
    if (!this.#mayShare(exchange)) {
      return this.#lanes.findLast(({ connection }) => connection.isOpen && connection.owed === 0)
    }
    let emptiest: Lane | undefined
    let shared = 0
    for (const lane of this.#lanes) {
      const { connection, exclusive } = lane
      if (exclusive) continue
      if (++shared > SHARED_LANES) break
      if (!connection.isOpen || connection.isPaused || connection.owed >= MAX_DEPTH) continue
      if (connection.owed < FILL) return lane
      if (emptiest === undefined || connection.owed < emptiest.connection.owed) emptiest = lane
    }
    if (emptiest !== undefined && this.#lanes.length < SHARED_LANES && this.#mayDial()) this.#dial()
    return emptiest
  }

  #put(exchange: Exchange, lane: Lane): void {
    if (!lane.connection.take(exchange)) return
    lane.exclusive = !this.#mayShare(exchange)
    lane.lastUsed = this.#settings.now()
    lane.taken += 1
    if (lane.taken >= this.#responsesPerConnection) this.#leave(lane)
  }

  #placeNow(exchange: Exchange): boolean {
    const lane = this.#laneFor(exchange)
    if (lane !== undefined) this.#put(exchange, lane)
    return lane !== undefined
  }

  #placeWaiting(): void {
    if (this.#waiting.length === 0) return
    this.#waiting.letGo(exchange => this.#placeNow(exchange))
    this.#dialForWaiting()
  }

  #dialForWaiting(): void {
    let dialling = 0
    for (const { connection } of this.#lanes) if (!connection.isOpen) dialling += 1
    for (; dialling < this.#waiting.length && this.#mayDial(); dialling++) this.#dial()
  }

  #dial(): void {
    const now = this.#settings.now()
    const connection = new BackendConnection(this.#backend, {
      ...this.#settings,
      awaiting: new Correlation(echoed => this.#learnEcho(echoed)),
      mayReuse: head => this.#mayReuse(lane, head),
      onOpen: () => this.#placeWaiting(),
      onFree: () => this.#freed(lane),
      onClose: (_connection, error, opened) => this.#closed(lane, opened ? undefined : error),
    })
    const lane: Lane = {
      connection,
      exclusive: false,
      taken: 0,
      stalled: false,
      lastUsed: now,
      movedAt: now,
      answered: 0,
    }
    this.#lanes.push(lane)
  }

  #learnEcho(echoed: boolean): void {
    this.#silent = echoed ? 0 : this.#silent + 1
    if (echoed) this.#echoes = 'yes'
    else if (this.#echoes === 'unknown' || this.#silent >= MAX_SILENT) this.#echoes = 'no'
  }

  #mayReuse(lane: Lane, head: ResponseHead): boolean {
    if (this.#settings.mayReuse(head)) return true
    this.#responsesPerConnection = lane.connection.answered + 1
    this.#leave(lane)
    return false
  }

  /** It takes nothing more. */
  #leave(lane: Lane): void {
    this.#lanes = this.#lanes.filter(each => each !== lane)
    this.#leaving.add(lane)
  }

  #leaveToFirst(lane: Lane): void {
    lane.stalled = true
    this.#leave(lane)
    for (const exchange of lane.connection.releaseOthers()) exchange.moveOn()
  }

  #freed(lane: Lane): void {
    if (lane.connection.owed === 0) {
      lane.exclusive = false
      if (lane.stalled) return lane.connection.close()
      if (this.#leaving.delete(lane)) {
        // It was expected to be closed behind this response, and was not: what was learnt no longer holds.
        this.#responsesPerConnection = Number.POSITIVE_INFINITY
        this.#lanes.push(lane)
      }
    }
    this.#placeWaiting()
  }

  /** @param refusal where nobody answered the dial */
  #closed(lane: Lane, refusal: HttpError | undefined): void {
    this.#lanes = this.#lanes.filter(each => each !== lane)
    this.#leaving.delete(lane)
    if (refusal !== undefined) {
      // One dial, one refused exchange; all of them where no lane is left to hope for.
      for (const exchange of this.#waiting.take(this.#lanes.length === 0 ? 'all' : 'one')) {
        exchange.failed({ error: refusal, unsent: true, begun: false, incidental: false })
      }
    }
    this.#placeWaiting()
  }
}
