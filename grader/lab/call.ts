// One request as it arrived at a backend of the lab, and the means to answer it, well or badly. Knows its connection, no socket.
import { Failure } from '../verdict.ts'
import type { Field } from '../wire/field.ts'
import type { RequestHead } from '../wire/request-head.ts'
import { type Answer, toAnswerBytes } from './answer.ts'
import type { BackendConnection } from './backend-connection.ts'
import { Bell } from './bell.ts'
import type { Mark } from './mark.ts'
import { PATIENCE_MS, within } from './patience.ts'
import { ReceivedBody } from './received-body.ts'
import { type Provenance, valuesOf } from './response.ts'
import type { Ending } from './wire-end.ts'

// Enough to compare any body that a check wants to see; longer ones are digested.
const KEPT_BYTES = 16 * 1024 * 1024

export type Handler = (call: Call) => void | Promise<void>

export class Call {
  readonly head: RequestHead
  readonly mark: Mark
  readonly provenance: Provenance
  readonly #connection: BackendConnection
  /** Resolves when this connection's earlier requests have been answered. */
  readonly #turn: Promise<void>
  readonly #answered = Promise.withResolvers<void>()
  readonly #bell = new Bell()
  readonly #body = new ReceivedBody(KEPT_BYTES)
  #trailers: readonly Field[] = []
  #state: 'arriving' | 'complete' | 'cut' = 'arriving'

  constructor(connection: BackendConnection, head: RequestHead, provenance: Provenance, turn: Promise<void>) {
    this.#connection = connection
    this.head = head
    this.provenance = provenance
    this.mark = provenance.mark
    this.#turn = turn
  }

  get method(): string {
    return this.head.method
  }

  get target(): string {
    return this.head.target
  }

  get fields(): readonly Field[] {
    return this.head.fields
  }

  /** The X-Request-ID lines of the request. */
  get ids(): string[] {
    return valuesOf(this.head, 'x-request-id')
  }

  /** Number of the backend, from 1. */
  get backend(): number {
    return this.provenance.backend
  }

  /** `backend 2 connection 3`. */
  get connectionName(): string {
    return this.#connection.name
  }

  get state(): 'arriving' | 'complete' | 'cut' {
    return this.#state
  }

  /** Octets of the body so far, without its framing. */
  get bodyBytes(): number {
    return this.#body.byteCount
  }

  get trailers(): readonly Field[] {
    return this.#trailers
  }

  /** Resolves when the request has arrived whole; a Failure when its connection ended before. */
  async complete(limitMs = PATIENCE_MS): Promise<this> {
    const isSettled = () => this.#state !== 'arriving'
    const known = () => `${this.#body.byteCount} octets of its body came`
    await within(this.#bell.until(isSettled), `${this.connectionName}: the rest of the request`, known, limitMs)
    if (this.#state === 'cut')
      throw new Failure({
        reason: `${this.connectionName}: the proxy ended the connection in the middle of a request`,
        expected: 'the whole request',
        actual: known(),
      })
    return this
  }

  /** Resolves when the request is whole or cut: ask `state`. */
  async settled(limitMs = PATIENCE_MS): Promise<this> {
    const isSettled = () => this.#state !== 'arriving'
    await within(this.#bell.until(isSettled), `${this.connectionName}: the end of the request`, undefined, limitMs)
    return this
  }

  /** Resolves when so many octets of the body have come. */
  async arrived(bodyBytes: number, limitMs = PATIENCE_MS): Promise<void> {
    const isThere = () => this.#body.byteCount >= bodyBytes || this.#state !== 'arriving'
    const known = () => `${this.#body.byteCount} came`
    await within(this.#bell.until(isThere), `${this.connectionName}: ${bodyBytes} octets of a body`, known, limitMs)
  }

  /** The whole body, once it is there. */
  async body(): Promise<Buffer> {
    await this.complete()
    return this.#body.bytes
  }

  async sha256(limitMs = PATIENCE_MS): Promise<string> {
    await this.complete(limitMs)
    return this.#body.sha256
  }

  /**
   * Answers, in the order of this connection's requests unless `outOfTurn`, as soon as the request is whole. One that is cut
   * short is not answered: its connection ends.
   */
  async respond(answer: Answer = {}): Promise<void> {
    await this.settled(600_000)
    if (this.#state === 'cut') return this.finish()
    if (!answer.outOfTurn) await this.#turn
    this.send(toAnswerBytes(answer, this.method, this.#idFor(answer), this.provenance))
    if (answer.close || answer.framing === 'until close') this.finish()
    this.done()
  }

  /** The bytes that `respond` would send, to send them in pieces or spoilt. */
  answerBytes(answer: Answer = {}): Buffer {
    return toAnswerBytes(answer, this.method, this.#idFor(answer), this.provenance)
  }

  /** Resolves when the earlier requests of this connection have been answered: whoever uses `send` sends in turn by this. */
  get turn(): Promise<void> {
    return this.#turn
  }

  /** Sends octets as they are. */
  send(bytes: string | Buffer): void {
    this.#connection.sendBytes(bytes)
  }

  /** Each piece in a write of its own. */
  sendPieces(pieces: readonly (string | Buffer)[]): Promise<void> {
    return this.#connection.sendPieces(pieces)
  }

  /** Sends so much as the proxy takes; resolves to the octets that the kernel took by then. */
  sendAll(bytes: Buffer, limitMs = PATIENCE_MS): Promise<number> {
    return this.#connection.sendAll(bytes, limitMs)
  }

  /** Octets that the kernel has taken on this connection. */
  get acceptedBytes(): number {
    return this.#connection.acceptedBytes
  }

  /** Later requests of the connection may be answered: `respond` says so by itself, whoever uses `send` must. */
  done(): void {
    this.#answered.resolve()
  }

  get answered(): Promise<void> {
    return this.#answered.promise
  }

  /** Sends FIN behind what was sent. */
  finish(): void {
    this.#connection.finish()
    this.done()
  }

  /** Sends RST. */
  reset(): void {
    this.#connection.reset()
    this.done()
  }

  pause(): void {
    this.#connection.pause()
  }

  resume(): void {
    this.#connection.resume()
  }

  /** Resolves when the proxy has closed its side of the connection, by FIN or RST. */
  connectionEnded(limitMs = PATIENCE_MS): Promise<Ending> {
    return this.#connection.ended(limitMs)
  }

  /** How the proxy ended the connection; undefined while it has not. */
  get connectionEnding(): Ending | undefined {
    return this.#connection.ending
  }

  /** Called by the connection. */
  takeData(bytes: Buffer): void {
    this.#body.add(bytes)
    this.#bell.ring()
  }

  /** Called by the connection. */
  settle(state: 'complete' | 'cut', trailers: readonly Field[] = []): void {
    if (this.#state !== 'arriving') return
    this.#state = state
    this.#trailers = trailers
    this.#bell.ring()
  }

  #idFor({ id = 'echo' }: Answer): string | undefined {
    return id === null ? undefined : id === 'echo' ? this.ids[0] : id
  }
}
