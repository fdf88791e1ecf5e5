// The connections to one backend, as lanes that exchanges are put on. Many exchanges share a lane, pipelined, once the
// backend has proven that it sends ids back; until then, and for requests that must not be repeated, a lane carries one
// at a time. Few lanes are enough: that is what an id is good for.

import type { HttpError } from '../02-parse/http-error.ts'
import { BackendConnection } from '../03-forward/backend-connection.ts'
import type { Backend } from '../03-forward/balancer.ts'
import type { ConnectionSettings } from '../03-forward/connection-settings.ts'
import type { Exchange } from '../03-forward/exchange.ts'
import type { ResponseHead } from '../03-forward/response-reader.ts'
import { isSafe } from '../04-pipelining/reuse.ts'
import { Correlation } from './correlation.ts'
import { Habits } from './habits.ts'
import { Lane, STALL_MS } from './lane.ts'
import { LaneChoice } from './lane-choice.ts'
import { ENOUGH_LANES, MAX_LANES, USUAL_LANES, usefulDials } from './lane-limits.ts'
import { LaneSet } from './lane-set.ts'
import { ServiceTime } from './service-time.ts'
import { WaitingLine } from './waiting-line.ts'

export type LaneSettings = Omit<ConnectionSettings, 'awaiting' | 'onOpen' | 'onFree' | 'onClose'> & {
  readonly idleMs: number
  readonly now: () => number
  /** ms, exact: unlike `now` it goes on between two ticks. */
  readonly clock: () => number
  /** A number that is another in each turn of the event loop in which something was sent. */
  readonly turn: () => number
}

/** Who has waited so long for a lane gets one beyond the usual ones. */
const PATIENCE_MS = 250
/** Where nothing moves for so long on any lane, limits are no help to anybody. */
const STANDSTILL_MS = 1000

export class Lanes {
  readonly #backend: Backend
  readonly #settings: LaneSettings
  readonly #lanes = new LaneSet()
  readonly #waiting = new WaitingLine()
  /** Exchanges that share no lane with others. */
  readonly #alone = new WeakSet<Exchange>()
  /** Exchanges that were moved from behind a slow one. A second time it will not be by chance. */
  readonly #moved = new WeakSet<Exchange>()
  readonly #habits = new Habits()
  readonly #service: ServiceTime
  /** Is it of use to share: does the backend echo, and is nobody answered sooner alone? */
  #sharing: 'unknown' | 'yes' | 'no' = 'unknown'
  readonly #choice: LaneChoice

  constructor(backend: Backend, settings: LaneSettings) {
    this.#backend = backend
    this.#settings = settings
    this.#choice = new LaneChoice(settings.clock)
    this.#service = new ServiceTime(settings.clock)
  }

  /** Puts an exchange on a lane, now or as soon as there is one for it. */
  place(exchange: Exchange, alone: boolean): void {
    if (alone) this.#alone.add(exchange)
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
    this.#service.tick(this.#lanes.taking, now)
    this.#learnSharing()
    for (const lane of this.#lanes.all) {
      if (lane.idleMs(now) > this.#settings.idleMs || (lane.isEmpty && this.#isTooMany(lane))) lane.connection.close()
      else if (!lane.isKept && lane.connection.owed > 1 && this.#isHeldUp(lane, now)) this.#keepForFirst(lane)
    }
    // A lane that stood when it was last looked at may have been free since.
    this.#placeWaiting()
    if (this.#lanes.count < MAX_LANES && this.#isOutOfPatience(now) && this.#lanes.isAnotherOfUse(now)) this.#dial()
  }

  /** Whoever waits to share is served as soon as one lane moves; whoever must be alone, only when one is empty. */
  #isOutOfPatience(now: number): boolean {
    const { toBeAlone, since = now } = this.#waiting
    const patienceMs = this.#sharing === 'unknown' ? STANDSTILL_MS : PATIENCE_MS
    return now - since > patienceMs && (toBeAlone > 0 || !this.#lanes.taking.some(lane => lane.moves(now)))
  }

  /** Is it of use to move those who wait on this lane: does it stand, while there is, or may be, one that does not? */
  #isHeldUp(lane: Lane, now: number): boolean {
    const standsMs = lane.standsMs(now)
    if (standsMs <= STALL_MS) return false
    if (this.#lanes.count < USUAL_LANES || (standsMs > STANDSTILL_MS && this.#lanes.count < MAX_LANES)) return true
    return this.#lanes.taking.some(other => !other.exclusive && other.moves(now))
  }

  #mayShare(exchange: Exchange): boolean {
    // SOLUTION Say whether an exchange may share a lane: what has been proven, and what must never be done twice?
    if (this.#sharing !== 'yes' || this.#alone.has(exchange)) return false
    const { method, framing } = exchange.request
    return isSafe(method) && framing.type === 'none'
    // END SOLUTION
  }

  #laneFor(exchange: Exchange): Lane | undefined {
    if (!this.#mayShare(exchange)) return this.#lanes.empty
    const lanes = this.#lanes.openTo(exchange)
    const { lane, wantsAnother } = this.#choice.choose(lanes, this.#settings.now(), this.#settings.turn())
    if (wantsAnother && this.#lanes.count < USUAL_LANES && this.#lanes.dialling === 0) this.#dial()
    // Where there is no lane, all of them stand.
    return this.#service.wantsTrial(lane?.connection.owed ?? 1) ? (this.#laneToTry(exchange) ?? lane) : lane
  }

  #laneToTry(exchange: Exchange): Lane | undefined {
    const lane = this.#lanes.empty
    if (lane !== undefined) {
      this.#alone.add(exchange)
      this.#service.begin(exchange)
    } else if (this.#lanes.count < USUAL_LANES && this.#lanes.dialling === 0) this.#dial()
    return lane
  }

  #put(exchange: Exchange, lane: Lane): void {
    if (!lane.take(exchange, !this.#mayShare(exchange), this.#settings.now())) return
    this.#service.put(exchange, lane)
    this.#lanes.took(exchange)
    if (lane.taken >= this.#habits.responsesPerConnection) this.#lanes.leave(lane)
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
    const { count, dialling, taking } = this.#lanes
    const alone = taking.filter(({ exclusive }) => exclusive).length
    const dials = usefulDials({ sharing: this.#sharing, count, dialling, alone, toShare, toBeAlone })
    for (let more = dials; more > 0; more--) this.#dial()
  }

  #dial(): void {
    const connection = new BackendConnection(this.#backend, {
      ...this.#settings,
      awaiting: new Correlation(echoed => {
        this.#habits.sawResponse(echoed)
        this.#learnSharing()
      }),
      mayReuse: head => this.#mayReuse(lane, head),
      onOpen: () => this.#placeWaiting(),
      onFree: () => this.#freed(lane),
      onClose: (_connection, error, opened) => this.#closed(lane, opened ? undefined : error),
    })
    const lane = new Lane(connection, this.#settings.now())
    this.#lanes.add(lane, this.#lanes.count >= USUAL_LANES && this.#sharing !== 'no')
  }

  /** Where it turns out that lanes are shared, or no longer, whoever waits now waits for something else. */
  #learnSharing(): void {
    const sharing = this.#service.isSoonerAlone ? 'no' : this.#habits.echoes
    if (sharing === this.#sharing) return
    this.#sharing = sharing
    this.#waiting.regroup(exchange => this.#mayShare(exchange), this.#settings.now())
  }

  #mayReuse(lane: Lane, head: ResponseHead): boolean {
    if (this.#settings.mayReuse(head)) return true
    this.#habits.sawClose(lane.connection.answered + 1)
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
    this.#service.answered(lane)
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
    if (count <= USUAL_LANES || this.#sharing !== 'yes' || !this.#waiting.isEmpty) return false
    if (count <= ENOUGH_LANES && !this.#lanes.isExtra(lane)) return false
    const now = this.#settings.now()
    return taking.some(other => other !== lane && !this.#lanes.isExtra(other) && other.moves(now))
  }

  /** Can a lane serve again that was to take nothing more, and has carried all that it had taken? */
  #comesBack(lane: Lane): boolean {
    if (!this.#habits.mayGoOn(lane.connection.answered)) return false
    lane.isKept = false
    this.#lanes.comeBack(lane)
    return true
  }

  /** @param refusal where nobody answered the dial */
  #closed(lane: Lane, refusal: HttpError | undefined): void {
    this.#lanes.remove(lane)
    const { answered, backendFinished } = lane.connection
    // Closed without a word behind so many: the next ones are not given more, or whoever stands behind is never served.
    if (backendFinished && answered > 0 && answered < lane.taken && !lane.isKept) this.#habits.sawClose(answered)
    if (refusal !== undefined) this.#refuse(lane, refusal)
    this.#placeWaiting()
  }

  /** One dial, one refused exchange. Where no lane is open the next dials would only end alike, one behind the other. */
  #refuse({ dialledAt }: Lane, error: HttpError): void {
    // Who has come in the second half of this dial has hardly waited: others are made for him.
    const since = (dialledAt + this.#settings.now()) / 2
    const refused = this.#lanes.isAnyOpen ? this.#waiting.takeFirst() : this.#waiting.takeThoseSince(since)
    for (const exchange of refused) exchange.failed({ error, unsent: true, begun: false, incidental: false })
  }
}
