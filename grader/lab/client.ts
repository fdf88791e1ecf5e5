// A client that reads without a library that would mend, merge or repeat behind the check's back. EDGE: opens sockets.
import { connect, type Socket } from 'node:net'
import { Failure, toMachineFault, Undecided } from '../verdict.ts'
import { type ResponseEvent, ResponseParser } from '../wire/response-parser.ts'
import { PATIENCE_MS, within } from './patience.ts'
import type { LabRequest } from './request.ts'
import type { Response } from './response.ts'
import { ResponseAssembly } from './response-assembly.ts'
import type { Timeline } from './timeline.ts'
import { WireEnd } from './wire-end.ts'

export interface ReadOptions {
  /** False: only counted and digested, for bodies that are too long to keep. Default true. */
  readonly keepBody?: boolean
  readonly limitMs?: number
}

export class Client extends WireEnd {
  readonly #parser = new ResponseParser({ holds: true })
  #unparsed: Buffer[] = []
  #reading: Promise<unknown> = Promise.resolve()
  #isGone = false

  constructor(name: string, socket: Socket, timeline: Timeline) {
    super(socket, { side: name, connection: name, dialledBy: 'us' }, timeline)
  }

  /** What came and no response has claimed, latin1. Nothing once the client has let go of the connection. */
  get unclaimed(): string {
    if (this.#isGone) return ''
    return this.#parser.unread.toString('latin1') + this.#unparsed.map(chunk => chunk.toString('latin1')).join('')
  }

  /** Writes all at once, in one segment where they fit. */
  send(...pieces: readonly (string | Buffer | LabRequest)[]): void {
    this.sendBytes(Buffer.concat(pieces.map(toBuffer)))
  }

  /** The next response, whole. `method` is that of its request: it decides whether there is a body. */
  async response(method = 'GET', options: ReadOptions = {}): Promise<Response> {
    const response = await this.message(method, options)
    if (response === undefined)
      throw new Failure({
        reason: `${this.name} got no response: the program ${this.endingInWords()}`,
        expected: `a response to ${method}`,
        actual: `the connection ended (${this.ending})`,
      })
    if (!response.complete)
      throw new Failure({
        reason: `${this.name} got a response that ends too early: the program ${this.endingInWords()}`,
        expected: 'a whole body',
        actual: `status ${response.status} and ${response.bodyBytes} octets of the body`,
      })
    return response
  }

  /** The next response, also one that is cut short; undefined where the connection ended without one. */
  message(method = 'GET', { keepBody = true, limitMs = PATIENCE_MS }: ReadOptions = {}): Promise<Response | undefined> {
    return this.#inTurn(async () => {
      const assembly = this.#await(method, keepBody)
      const isDone = () => this.#feed(assembly) || this.ending !== undefined
      await within(
        this.bell.until(isDone),
        `${this.name}: an answer to its ${method}`,
        () => assembly.describe(),
        limitMs,
      )
      if (!assembly.isDone) for (const event of this.#parser.end()) assembly.add(this.#afterReset(event))
      if (assembly.complaint !== undefined) throw this.#malformed(assembly)
      return assembly.toResponse()
    })
  }

  /** The head of the next response and so much of its body, without waiting for the rest. Nothing else can be read behind it. */
  partial(method: string, bodyBytes: number, limitMs = PATIENCE_MS): Promise<ResponseAssembly> {
    return this.#inTurn(async () => {
      const assembly = this.#await(method, true)
      const hasCome = () =>
        this.#feed(assembly) ||
        this.ending !== undefined ||
        (assembly.head !== undefined && assembly.bodyBytes >= bodyBytes)
      await within(
        this.bell.until(hasCome),
        `${this.name}: ${bodyBytes} octets of a body`,
        () => assembly.describe(),
        limitMs,
      )
      return assembly
    })
  }

  /** The next `count` octets, whatever they are: for a program that does not speak HTTP. */
  bytes(count: number, limitMs = PATIENCE_MS): Promise<Buffer> {
    return this.#inTurn(async () => {
      const size = () => this.#unparsed.reduce((sum, chunk) => sum + chunk.length, 0)
      const isEnough = () => size() >= count || this.ending !== undefined
      await within(this.bell.until(isEnough), `${this.name}: ${count} octets`, () => `${size()} came`, limitMs)
      const all = Buffer.concat(this.#unparsed)
      if (all.length < count)
        throw new Failure({
          reason: `${this.name} did not get all: the program ${this.endingInWords()}`,
          expected: `${count} octets`,
          actual: `${all.length} octets`,
        })
      this.#unparsed = all.length > count ? [all.subarray(count)] : []
      return all.subarray(0, count)
    })
  }

  /** Says that what may still come is nobody's concern. */
  forget(): void {
    this.#isGone = true
  }

  override reset(): void {
    this.#isGone = true
    super.reset()
  }

  override close(): void {
    this.#isGone = true
    super.close()
  }

  protected override onBytes(chunk: Buffer): void {
    this.#unparsed?.push(chunk)
  }

  protected override onEnding(): void {}

  #await(method: string, keepBody: boolean): ResponseAssembly {
    const assembly = new ResponseAssembly(keepBody)
    for (const event of this.#parser.expect(method)) assembly.add(event)
    return assembly
  }

  /** Whether the response is done. */
  #feed(assembly: ResponseAssembly): boolean {
    while (!assembly.isDone) {
      const chunk = this.#unparsed.shift()
      if (chunk === undefined) return false
      for (const event of this.#parser.push(chunk)) assembly.add(event)
    }
    return true
  }

  // RFC 9112 §8: a body that lasts until the close is complete unless the connection has told of an error.
  #afterReset(event: ResponseEvent): ResponseEvent {
    return event.kind === 'end' && this.ending === 'reset' ? { kind: 'cut', where: 'body' } : event
  }

  #malformed({ complaint }: ResponseAssembly): Failure {
    return new Failure({
      reason: `${this.name} got a response that is not lawful HTTP: ${complaint?.reason} (${complaint?.spec})`,
      expected: `a response by ${complaint?.spec}`,
      actual: complaint?.excerpt ?? '',
    })
  }

  // Two readers of one byte stream would tear each other's messages apart.
  #inTurn<T>(read: () => Promise<T>): Promise<T> {
    const mine = this.#reading.then(read, read)
    this.#reading = mine.catch(() => {})
    return mine
  }
}

/** Resolves when the connection stands; a Failure that says so when it is refused or nobody answers. */
export async function connectClient(name: string, host: string, port: number, timeline: Timeline): Promise<Client> {
  const socket = connect({ host, port, allowHalfOpen: true })
  const standing = Promise.withResolvers<void>()
  const refuse = (error: NodeJS.ErrnoException) => {
    const own = whyLabCannot(error)
    if (own !== undefined) return standing.reject(new Undecided(`${name} cannot connect: ${own}`))
    timeline.add({ from: 'proxy', to: name, connection: name, kind: 'refused', fromPort: port })
    standing.reject(
      new Failure({
        reason: `${name} cannot connect: ${host}:${port} answers ${error.code ?? error.message}`,
        expected: `the program accepts connections on ${host}:${port}`,
        actual: error.code ?? error.message,
      }),
    )
  }
  socket.once('error', refuse)
  socket.once('connect', () => {
    socket.removeListener('error', refuse)
    standing.resolve()
  })
  await within(standing.promise, `${name}: the program accepts a connection`)
  return new Client(name, socket, timeline)
}

/** The lab may open no more here, or has no port left for a connection. */
function whyLabCannot(error: NodeJS.ErrnoException): string | undefined {
  if (error.code === 'EADDRNOTAVAIL')
    return 'this machine has no port left for another connection; try again in a minute'
  return toMachineFault(error)?.message
}

function toBuffer(bytes: string | Buffer | LabRequest): Buffer {
  if (typeof bytes === 'string') return Buffer.from(bytes, 'latin1')
  return Buffer.isBuffer(bytes) ? bytes : bytes.bytes
}
