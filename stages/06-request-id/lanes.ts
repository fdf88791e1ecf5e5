// The connections to one backend, as lanes that exchanges are put on. Many exchanges share a lane, pipelined, once the
// backend has proven that it sends ids back; until then, and for requests that must not be repeated, a lane carries one
// at a time. Few lanes are enough: that is what an id is good for.

import { HttpError } from '../02-parse/http-error.ts'
import { BackendConnection } from '../03-forward/backend-connection.ts'
import type { Backend } from '../03-forward/balancer.ts'
import type { ConnectionSettings } from '../03-forward/connection-settings.ts'
import type { Exchange } from '../03-forward/exchange.ts'
import type { ResponseHead } from '../03-forward/response-reader.ts'
import { isSafe } from '../04-pipelining/reuse.ts'
import { Correlation } from './correlation.ts'
import { Lane } from './lane.ts'
import { LaneChoice } from './lane-choice.ts'
import { ENOUGH_LANES, USUAL_LANES, usefulDials } from './lane-limits.ts'
import { LaneSet } from './lane-set.ts'
import { Sharing } from './sharing.ts'
import { Standstill } from './standstill.ts'
import { WaitingLine } from './waiting-line.ts'

export type LaneSettings = Omit<ConnectionSettings, 'awaiting' | 'onOpen' | 'onFree' | 'onClose'> & {
  readonly idleMs: number
  readonly now: () => number
  /** ms, exact: unlike `now` it goes on between two ticks. */
  readonly clock: () => number
  /** A number that is another in each turn of the event loop in which something was sent. */
  readonly turn: () => number
}

export class Lanes {
  readonly #backend: Backend
  readonly #settings: LaneSettings
  readonly #lanes = new LaneSet()
  readonly #waiting = new WaitingLine()
  /** Exchanges that share no lane with others. */
  readonly #alone = new WeakSet<Exchange>()
  /** Exchanges that have been on a lane before. */
  readonly #sent = new WeakSet<Exchange>()
  /** Exchanges that were moved from behind a slow one. A second time it will not be by chance. */
  readonly #moved = new WeakSet<Exchange>()
  readonly #sharing: Sharing
  readonly #standstill: Standstill
  readonly #choice: LaneChoice

  constructor(backend: Backend, settings: LaneSettings) {
    this.#backend = backend
    this.#settings = settings
    // Whoever waits now waits for something else.
    const regroup = () => this.#waiting.regroup(exchange => this.#mayShare(exchange), settings.now())
    this.#sharing = new Sharing(settings.clock, regroup)
    this.#standstill = new Standstill(this.#lanes, this.#waiting, this.#sharing)
    this.#choice = new LaneChoice(settings.clock, this.#sharing.pace)
  }

  /** Puts an exchange on a lane, now or as soon as there is one for it. */
  place(exchange: Exchange, alone: boolean): void {
    if (alone) this.#alone.add(exchange)
    if (exchange.since !== undefined) this.#sent.add(exchange)
    exchange.since ??= this.#settings.now()
    // Nobody overtakes who waits: see Lane.mayTake.
    if (this.#waiting.isEmpty && this.#placeNow(exchange)) return
    this.#waiting.add(exchange, this.#mayShare(exchange), this.#settings.now())
    this.#placeWaiting()
  }

  /**
   * Looks after lanes on which nothing moves: who waits behind a slow exchange is moved to other lanes, and the slow one
   * has this lane to itself for a while. To be called every few hundredths of a second.
   */
  patrol(): void {
    const now = this.#settings.now()
    for (const lane of this.#lanes.all) lane.look(now)
    this.#sharing.tick(this.#lanes, this.#waiting.toBeAlone > 0, now)
    for (const lane of this.#lanes.all) this.#lookAfter(lane, now)
    // A lane that stood when it was last looked at may have been free since.
    this.#placeWaiting()
    if (this.#standstill.wantsExtraLane(now)) this.#dial()
    const error = new HttpError(504, 'backend', `backend ${this.#backend.name}: no answer in time`)
    for (const exchange of this.#standstill.takeOverdue(this.#settings.responseMs, now))
      exchange.failed({ error, unsent: !this.#sent.has(exchange), begun: false, incidental: false })
  }

  #lookAfter(lane: Lane, now: number): void {
    const { idleMs, responseMs } = this.#settings
    if (lane.idleMs(now) > idleMs || (lane.isEmpty && this.#isTooMany(lane))) return lane.connection.close()
    if (this.#standstill.isOverdue(lane, responseMs, now)) return lane.connection.timeIsUp()
    if (!lane.isKept && lane.connection.owed > 1 && this.#standstill.isHeldUp(lane, now)) this.#keepForFirst(lane)
  }

  #mayShare(exchange: Exchange): boolean {
    // SOLUTION Say whether an exchange may share a lane: what has been proven, and what must never be done twice?
    if (this.#sharing.state !== 'yes' || this.#alone.has(exchange)) return false
    const { method, framing } = exchange.request
    return isSafe(method) && framing.type === 'none'
    // END SOLUTION
  }

  #laneFor(exchange: Exchange): Lane | undefined {
    if (!this.#mayShare(exchange)) return this.#lanes.empty
    const lanes = this.#lanes.openTo(exchange)
    const { lane, wantsAnother } = this.#choice.choose(lanes, this.#settings.now(), this.#settings.turn())
    if (wantsAnother && this.#lanes.count < USUAL_LANES && this.#lanes.dialling === 0) this.#dial()
    return this.#sharing.service.wantsTrial(this.#sharing.pace.owedPerLane) ? (this.#laneToTry(exchange) ?? lane) : lane
  }

  #laneToTry(exchange: Exchange): Lane | undefined {
    const lane = this.#lanes.empty
    if (lane !== undefined) {
      this.#alone.add(exchange)
      this.#sharing.service.begin(exchange)
    } else if (this.#lanes.count < ENOUGH_LANES && this.#lanes.dialling === 0) this.#dial()
    return lane
  }

  #put(exchange: Exchange, lane: Lane): void {
    if (!lane.take(exchange, !this.#mayShare(exchange), this.#settings.now())) return
    this.#sharing.service.put(exchange, lane)
    this.#lanes.took(exchange)
    if (lane.taken >= this.#sharing.habits.responsesPerConnection) this.#lanes.leave(lane)
  }

  #placeNow(exchange: Exchange): boolean {
    const lane = this.#laneFor(exchange)
    if (lane !== undefined) this.#put(exchange, lane)
    return lane !== undefined
  }

  #placeWaiting(): void {
    if (this.#waiting.isEmpty) return
    this.#waiting.letGo(exchange => this.#placeNow(exchange))
    this.#dialForWaiting()
  }

  #dialForWaiting(): void {
    const { toShare, toBeAlone } = this.#waiting
    const { state, most } = this.#sharing
    const { count, dialling, taking } = this.#lanes
    const alone = taking.filter(({ exclusive }) => exclusive).length
    const dials = usefulDials({ sharing: state, most, count, dialling, alone, toShare, toBeAlone })
    for (let more = dials; more > 0; more--) this.#dial()
  }

  #dial(): void {
    const awaiting = new Correlation(echoed => this.#sharing.sawResponse(echoed))
    const connection = new BackendConnection(this.#backend, {
      ...this.#settings,
      awaiting,
      mayReuse: head => this.#mayReuse(lane, head),
      onOpen: () => this.#placeWaiting(),
      onFree: () => this.#freed(lane),
      onClose: (_connection, error, opened) => this.#closed(lane, opened ? undefined : error),
    })
    const lane = new Lane(connection, awaiting, this.#settings.now())
    this.#lanes.add(lane, this.#lanes.count >= (this.#sharing.state === 'no' ? this.#sharing.most : USUAL_LANES))
  }

  #mayReuse(lane: Lane, head: ResponseHead): boolean {
    if (this.#settings.mayReuse(head)) return true
    this.#sharing.habits.sawClose(lane.connection.answered + 1)
    this.#lanes.leave(lane)
    return false
  }

  #keepForFirst(lane: Lane): void {
    const released = lane.releaseOthers()
    if (released.length === 0) return
    lane.isKept = true
    this.#lanes.leave(lane)
    for (const exchange of released) {
      if (this.#moved.has(exchange)) this.#alone.add(exchange)
      this.#moved.add(exchange)
      exchange.moveOn()
    }
  }

  #freed(lane: Lane): void {
    this.#sharing.service.answered(lane)
    if (lane.connection.owed === 0) {
      lane.exclusive = false
      if (this.#lanes.isLeaving(lane) && !this.#comesBack(lane)) return lane.connection.close()
      if (this.#isTooMany(lane)) return lane.connection.close()
    }
    this.#placeWaiting()
  }

  /** Is it one of those that nobody needs as long as the usual ones move? */
  #isTooMany(lane: Lane): boolean {
    const { count, taking } = this.#lanes
    if (this.#sharing.state === 'no') return count > this.#sharing.most
    if (count <= USUAL_LANES || this.#sharing.state === 'unknown' || !this.#waiting.isEmpty) return false
    if (count <= ENOUGH_LANES && !this.#lanes.isExtra(lane)) return false
    const now = this.#settings.now()
    return taking.some(other => other !== lane && !this.#lanes.isExtra(other) && this.#standstill.moves(other, now))
  }

  /** Can a lane serve again that was to take nothing more, and has carried all that it had taken? */
  #comesBack(lane: Lane): boolean {
    if (!this.#sharing.habits.mayGoOn(lane.connection.answered)) return false
    lane.isKept = false
    this.#lanes.comeBack(lane)
    return true
  }

  /** @param refusal where nobody answered the dial */
  #closed(lane: Lane, refusal: HttpError | undefined): void {
    this.#lanes.remove(lane)
    const { answered, backendFinished } = lane.connection
    // Closed without a word behind so many: the next ones are not given more, or whoever stands behind is never served.
    if (backendFinished && answered > 0 && answered < lane.taken && !lane.isKept)
      this.#sharing.habits.sawClose(answered)
    if (refusal !== undefined) this.#refuse(lane, refusal)
    this.#placeWaiting()
  }

  /** One dial, one refused exchange. Where no lane is open the next dials would only end alike, one behind the other. */
  #refuse({ dialledAt }: Lane, error: HttpError): void {
    // Who has come in the second half of this dial has hardly waited: others are made for him.
    const middle = (dialledAt + this.#settings.now()) / 2
    const refused = this.#lanes.isAnyOpen
      ? this.#waiting.takeFirst()
      : this.#waiting.takeThose((_exchange, since) => since <= middle)
    for (const exchange of refused) exchange.failed({ error, unsent: true, begun: false, incidental: false })
  }
}
