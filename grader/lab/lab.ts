// What a check gets into its hands: clients, backends, the program, marks, random values, and the questions that many
// checks ask. One lab per check; the world around it may be older. EDGE: through clients.
import { setTimeout as wait } from 'node:timers/promises'
import type { StageNumber } from '../result.ts'
import { Failure, must } from '../verdict.ts'
import type { Backend } from './backend.ts'
import type { Call, Handler } from './call.ts'
import { type Client, connectClient } from './client.ts'
import { type ConfTrial, tryConf } from './conf-trial.ts'
import { type Exchange, mustAnswer } from './exchange.ts'
import { Gate } from './gate.ts'
import { type Mark, toMark } from './mark.ts'
import type { Program } from './program.ts'
import type { Random } from './random.ts'
import { isRefusal } from './refusal.ts'
import { type LabRequest, type RequestOptions, toRequest } from './request.ts'
import type { Response } from './response.ts'
import type { Site } from './site.ts'
import type { World } from './world.ts'

export class Lab {
  readonly world: World
  readonly random: Random
  readonly warnings: string[] = []
  readonly #clients: Client[] = []
  /** Several may be connecting at a time. */
  #clientsNamed = 0
  readonly #gates: Gate[] = []
  readonly #forbidden = new Map<Mark, string>()
  #mayEnd = false
  #hasEnded = false

  constructor(world: World, random: Random) {
    this.world = world
    this.random = random
  }

  get stage(): StageNumber {
    return this.world.stage
  }

  get program(): Program {
    return this.world.program
  }

  get backends(): readonly Backend[] {
    return this.world.backends
  }

  /** The web servers of a check whose world has the scene `site`. */
  get site(): Site {
    if (this.world.site === undefined) throw new Error('this check has no site: its world says no scene')
    return this.world.site
  }

  get clients(): readonly Client[] {
    return this.#clients
  }

  /** All requests that have reached the backends in this check, in order. */
  get calls(): readonly Call[] {
    return this.world.switchboard.calls
  }

  mark(): Mark {
    return toMark(this.random.hex(12))
  }

  /** A request with a mark of its own, not yet sent. */
  request(options: RequestOptions = {}): LabRequest {
    return toRequest(this.mark(), options)
  }

  /** A new connection to the program. */
  async client(): Promise<Client> {
    const { host, port, timeline } = this.world
    this.#clientsNamed += 1
    const client = await connectClient(`client ${this.#clientsNamed}`, host, port, timeline)
    this.#clients.push(client)
    if (!this.#hasEnded) return client
    // One of many clients failed, and with it the check; the others must not go on behind its back.
    client.close()
    throw new Failure({ reason: `${client.name} came when the check had ended` })
  }

  /** A gate that is opened at the end of the check if nobody has opened it. */
  gate(): Gate {
    const gate = new Gate()
    this.#gates.push(gate)
    return gate
  }

  /** Who answers this request at whichever backend it arrives. Otherwise: 200 and a line that says whose answer it is. */
  answer(request: LabRequest | Mark, handler: Handler): void {
    this.world.switchboard.handle(typeof request === 'string' ? request : request.mark, handler)
  }

  /** Who answers all requests that have no handler of their own. */
  answerAll(handler: Handler): void {
    this.world.switchboard.handleAll(handler)
  }

  /** The `nth` arrival of this request at a backend, as soon as its head is there. */
  arrival(request: LabRequest | Mark, nth = 1, limitMs?: number): Promise<Call> {
    return this.world.switchboard.arrival(typeof request === 'string' ? request : request.mark, nth, limitMs)
  }

  arrivals(count: number, limitMs?: number): Promise<void> {
    return this.world.switchboard.arrivals(count, limitMs)
  }

  callsOf(request: LabRequest | Mark): Call[] {
    return this.world.switchboard.callsOf(typeof request === 'string' ? request : request.mark)
  }

  /** Sends the request on a connection of its own (or on `client`), and waits for its answer, which must be its own. */
  async exchange(options: RequestOptions | LabRequest = {}, client?: Client): Promise<Exchange> {
    const request = 'mark' in options ? options : this.request(options)
    const sender = client ?? (await this.client())
    sender.send(request)
    const response = await sender.response(request.method)
    mustAnswer(response, request, sender.name)
    const call = this.callsOf(request).at(-1)
    if (call === undefined) throw new Failure({ reason: `no backend has seen ${request.mark}, yet it was answered` })
    await call.complete()
    if (client === undefined) sender.close()
    return { request, call, response }
  }

  /** From now on a backend that gets a request with this mark fails the check: looked at when the check has ended. */
  mustNeverArrive(mark: Mark, reason: string): void {
    this.#forbidden.set(mark, reason)
  }

  /**
   * Sends octets that must be refused, on a connection of their own: by a status of 4xx, 501 or 505 and a close, or by a close.
   * Answering otherwise fails, and so does a backend that gets any request with one of `marks`.
   * Returns the refusal's response, undefined for a close without one.
   */
  async refused(bytes: string | Buffer, marks: readonly Mark[], what: string): Promise<Response | undefined> {
    for (const mark of marks) this.mustNeverArrive(mark, `${what} reached a backend as a request`)
    const client = await this.client()
    client.send(bytes)
    const response = await client.message('GET')
    if (response === undefined) return undefined
    must(isRefusal(response.status), () => ({
      reason: `${what} was not refused`,
      expected: 'a status of 4xx, 501 or 505, or a close without one',
      actual: `${response.status} ${response.reason}`,
    }))
    await client.ended()
    return response
  }

  /** Starts the program anew with this text as its conf (null: without the file), sees what it does, and ends it. */
  tryConf(conf: string | null): Promise<ConfTrial> {
    return tryConf(this.world, conf)
  }

  /**
   * Gives lawful programs that do one thing after the other the time to show that they do: whoever waits for an event that
   * need not come races it against this. Never a proof that something does not happen.
   */
  patience(ms: number): Promise<void> {
    return wait(ms, undefined, { ref: false })
  }

  /** For a SHOULD, or a nicety: the check passes, and says this. */
  warn(text: string): void {
    this.warnings.push(text)
  }

  /** A remark on the timeline, for whoever reads a failure. */
  note(text: string): void {
    this.world.timeline.note(text)
  }

  /** The program may end in this check: nobody asks afterwards whether it still serves. */
  mayEnd(): void {
    this.#mayEnd = true
  }

  get programMayEnd(): boolean {
    return this.#mayEnd
  }

  get forbidden(): ReadonlyMap<Mark, string> {
    return this.#forbidden
  }

  /** The check is over: lets go of everything, and connects no more clients. */
  end(): void {
    this.#hasEnded = true
    this.release()
  }

  /** Lets go of everything that the check holds. */
  release(): void {
    for (const gate of this.#gates) gate.open()
    for (const client of this.#clients) client.close()
  }
}
