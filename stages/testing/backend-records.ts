// Knows what one backend has lived through: its connections, its requests, its complaints. Assertions read it, and wait
// on it instead of sleeping.

import type { ReceivedRequest } from './backend-request.ts'
import { Bell } from './bell.ts'

export class BackendRecords {
  /** Every request parsed, in order of arrival over all connections. */
  readonly requests: ReceivedRequest[] = []
  /** What arrived and had no place in the grammar, with its bytes. A test ends by expecting none. */
  readonly complaints: string[] = []
  /** Requests that the peer broke off: no fault of the grammar, and no requests. */
  readonly cutShort: string[] = []
  /** Connections accepted, ever; also those that never carried a request. */
  connections = 0
  /** Connections open now. */
  openConnections = 0
  readonly #bell = new Bell()

  /** Resolves with all requests once there are `count`. */
  async received(count = 1): Promise<readonly ReceivedRequest[]> {
    await this.until(() => this.requests.length >= count, `${count} requests`)
    return this.requests
  }

  /** Resolves once `isSo` holds. It may look at this backend's records only: it is asked whenever one of them changes. */
  until(isSo: () => boolean, waitedFor: string): Promise<void> {
    const seen = () =>
      `${this.connections} connections (${this.openConnections} open), ${this.requests.length} requests`
    return this.#bell.until(isSo, () => `${waitedFor} at a backend; it has seen ${seen()}, complained ${this.#said()}`)
  }

  noteConnection(): void {
    this.connections += 1
    this.openConnections += 1
    this.#bell.ring()
  }

  noteClose(): void {
    this.openConnections -= 1
    this.#bell.ring()
  }

  noteRequest(request: ReceivedRequest): void {
    this.requests.push(request)
    this.#bell.ring()
  }

  noteComplaint(complaint: string): void {
    this.complaints.push(complaint)
    this.#bell.ring()
  }

  noteCutShort(what: string): void {
    this.cutShort.push(what)
    this.#bell.ring()
  }

  #said(): string {
    return this.complaints.length === 0 ? 'never' : `"${this.complaints.join('" and "')}"`
  }
}
