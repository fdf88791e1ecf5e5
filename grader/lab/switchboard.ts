// Connects requests that arrive at the backends with the checks that sent them: by their marks. Knows no socket.
import { Failure } from '../verdict.ts'
import type { Complaint } from '../wire/complaint.ts'
import type { BackendConnection, BackendListener } from './backend-connection.ts'
import { Bell } from './bell.ts'
import type { Call, Handler } from './call.ts'
import type { Mark } from './mark.ts'
import { PATIENCE_MS, within } from './patience.ts'

export interface PlacedComplaint {
  readonly complaint: Complaint
  readonly connection: BackendConnection
}

export class Switchboard implements BackendListener {
  readonly #handlers = new Map<Mark, Handler>()
  readonly #calls: Call[] = []
  readonly #bell = new Bell()
  #complaints: PlacedComplaint[] = []
  #trouble: unknown
  #fallback: Handler = call => call.respond()

  /** Another check begins. */
  clear(): void {
    this.#handlers.clear()
    this.#calls.length = 0
    this.#complaints = []
    this.#trouble = undefined
    this.#fallback = call => call.respond()
  }

  /** Who answers the request with this mark; without one it is answered by 200 and a line that says whose answer it is. */
  handle(mark: Mark, handler: Handler): void {
    this.#handlers.set(mark, handler)
  }

  /** Who answers all marked requests that nobody else answers. */
  handleAll(handler: Handler): void {
    this.#fallback = handler
  }

  /** All requests with a mark that have begun to arrive, in order of arrival. */
  get calls(): readonly Call[] {
    return this.#calls
  }

  callsOf(mark: Mark): Call[] {
    return this.#calls.filter(call => call.mark === mark)
  }

  get complaints(): readonly PlacedComplaint[] {
    return this.#complaints
  }

  /** What a handler threw: the check's mistake, or a Failure that it found. */
  get trouble(): unknown {
    return this.#trouble
  }

  /** The `nth` time that the request with this mark arrives at a backend, from 1; as soon as its head is there. */
  async arrival(mark: Mark, nth = 1, limitMs = PATIENCE_MS): Promise<Call> {
    const isThere = () => this.callsOf(mark).length >= nth || this.#complaints.length > 0
    const known = () => `${this.#calls.length} requests of this check have reached the backends`
    await within(this.#bell.until(isThere), `a backend gets the request ${mark}`, known, limitMs)
    const call = this.callsOf(mark)[nth - 1]
    if (call === undefined) throw this.complaintAsFailure()
    return call
  }

  /** Resolves when so many requests of this check have arrived, whichever. */
  async arrivals(count: number, limitMs = PATIENCE_MS): Promise<void> {
    const known = () => `${this.#calls.length} have`
    await within(
      this.#bell.until(() => this.#calls.length >= count),
      `${count} requests reach the backends`,
      known,
      limitMs,
    )
  }

  complaintAsFailure(): Failure {
    const [first] = this.#complaints
    if (first === undefined) throw new Error('there is no complaint')
    const { complaint, connection } = first
    return new Failure({
      reason: `the proxy sent bytes to ${connection.name} that are not lawful HTTP: ${complaint.reason} (octet ${complaint.atByte} of the connection)`,
      expected: complaint.spec,
      actual: complaint.excerpt,
    })
  }

  onCall(call: Call): void {
    this.#calls.push(call)
    this.#bell.ring()
    const handler = this.#handlers.get(call.mark) ?? this.#fallback
    Promise.try(handler, call).catch(error => {
      this.#trouble ??= error
      call.done()
    })
  }

  onComplaint(complaint: Complaint, connection: BackendConnection): void {
    this.#complaints.push({ complaint, connection })
    this.#bell.ring()
  }
}
