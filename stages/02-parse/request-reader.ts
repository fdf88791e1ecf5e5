// The bytes of one client become requests: heads, pieces of bodies, ends. It is fed, and it is asked;
// what it is not asked for stays where it is, so whoever stops asking also stops the memory from growing.

import { type BodyReader, bodyReaderFor, declaredFraming, NO_BODY } from './body.ts'
import type { FieldSection } from './fields.ts'
import { ABSOLUTE_FORM, checkFieldLine, HOST, readFields, readRequestLine } from './grammar.ts'
import { badRequest, HttpError } from './http-error.ts'
import type { Framing, MessageEvent, RequestHead, Version } from './message.ts'
import { ReceiveBuffer } from './receive-buffer.ts'

export interface RequestLimits {
  /** Of a head from its first octet to its empty line. nginx: 32 KiB in all; Node: 16 KiB. */
  readonly headBytes: number
  readonly targetBytes: number
  /** Of a body, decoded. */
  readonly bodyBytes: number
}

export type RequestEvent = MessageEvent<RequestHead>

/** A larger section is not kept for the next request: thousands of idle clients would hold too much. */
const KEPT_BYTES = 4096

const END: RequestEvent = { type: 'end' }

export class RequestReader {
  readonly #limits: RequestLimits
  readonly #buffer = new ReceiveBuffer()
  /** The body that is being read; undefined between messages and in heads. */
  #body: BodyReader | undefined
  /** Of a head that is not whole yet: how much of it, in whole lines, has passed the grammar. */
  #checkedBytes = 0
  #broken: HttpError | undefined
  /** Of the request that is being read, once its line has been; also where the rest of it is refused. */
  method: string | undefined
  /** The last one on this connection. */
  #section: Section | undefined

  constructor(limits: RequestLimits) {
    this.#limits = limits
  }

  /** Gives it what has arrived. */
  push(bytes: Buffer): void {
    this.#buffer.push(bytes)
  }

  /** The memory of what it was given may be used for something else. Pieces of bodies that it has told lie there, too. */
  keep(): void {
    this.#buffer.keep()
  }

  /** Where in the stream the reader stands: before a request, inside its head, inside its body. */
  get state(): 'idle' | 'head' | 'body' {
    if (this.#body !== undefined) return 'body'
    return this.#buffer.length === 0 ? 'idle' : 'head'
  }

  /** Bytes that have arrived and have not been asked for. */
  get pendingBytes(): number {
    return this.#buffer.length
  }

  /**
   * The next event, or undefined where more bytes are needed.
   *
   * @throws HttpError blaming the client; every later call throws it again, for what follows has no known beginning
   */
  next(): RequestEvent | undefined {
    if (this.#broken !== undefined) throw this.#broken
    try {
      return this.#body === undefined ? this.#nextHead() : this.#nextOfBody(this.#body)
    } catch (error) {
      this.#broken = error as HttpError
      throw error
    }
  }

  /**
   * The client has finished sending.
   *
   * @throws HttpError 400 in the middle of a request (RFC 9112 §8)
   */
  finish(): void {
    if (this.state !== 'idle') throw badRequest(`the connection ended inside a request's ${this.state}`)
  }

  #nextHead(): RequestEvent | undefined {
    // Empty lines before a request line are passed over (RFC 9112 §2.2).
    while (this.#buffer.takeLineEnd() === 'taken');
    const text = this.#buffer.takeHead()
    if (text === undefined) {
      this.#refuseEarly()
      return undefined
    }
    this.#checkedBytes = 0
    const head = this.#readHead(text)
    this.#body = bodyReaderFor(head.framing, this.#limits.bodyBytes)
    return { type: 'head', head }
  }

  #nextOfBody(body: BodyReader): RequestEvent | undefined {
    const read = body.read(this.#buffer)
    if (read === undefined) return undefined
    if (read !== 'end') return { type: 'data', bytes: read }
    this.#body = undefined
    this.method = undefined
    return END
  }

  /** @param text a whole head, with the empty line */
  #readHead(text: string): RequestHead {
    const limits = this.#limits
    const lineEnd = text.indexOf('\r\n')
    const [, method, target, version] = readRequestLine(text.slice(0, lineEnd)) as unknown as [
      string,
      string,
      string,
      Version,
    ]
    this.method = method
    checkTarget(target, limits)
    if (text.length > limits.headBytes) throw headTooLarge(limits)
    const { path, authority } = readTarget(method, target)
    const { fields, host, framing } = this.#sectionOf(text.slice(lineEnd + 2, -2), version)
    return { method, target, path, host: authority ?? host, version, fields, framing }
  }

  // A client's requests differ in their first lines and seldom in the rest: HTTP/2's compression of heads lives on that
  // (RFC 7541 §2.3.2). Lines that were read for the last request are not read again, which saves a twentieth of all work.
  #sectionOf(text: string, version: Version): Section {
    const last = this.#section
    if (last !== undefined && last.fields.text === text && last.version === version) return last
    const section = readSection(text, version, this.#limits)
    this.#section = text.length <= KEPT_BYTES ? section : undefined
    return section
  }

  // A head that can no longer become right is refused when that is seen, not when it ends: it may never end.
  #refuseEarly(): void {
    for (;;) {
      const line = this.#buffer.peekLine(this.#checkedBytes)
      if (line === undefined) break
      if (this.#checkedBytes === 0) this.#checkRequestLine(line)
      else checkFieldLine(line)
      this.#checkedBytes += line.length + 2
    }
    if (this.#buffer.length <= this.#limits.headBytes) return
    if (this.#checkedBytes === 0) throw new HttpError(414, 'client', 'the request line does not end')
    throw headTooLarge(this.#limits)
  }

  #checkRequestLine(line: string): void {
    const [, method, target] = readRequestLine(line) as unknown as [string, string, string]
    this.method = method
    checkTarget(target, this.#limits)
  }
}

/** Does the client wait for `100 Continue` before it sends its body (RFC 9110 §10.1.1)? */
export function expectsContinue(head: RequestHead): boolean {
  if (head.version === '1.0' || head.framing.type === 'none') return false
  return head.fields.membersOf('expect').includes('100-continue')
}

/** What the fields of a request say, which for all requests with the same lines is the same. */
interface Section {
  readonly version: Version
  readonly fields: FieldSection
  readonly host: string | null
  readonly framing: Framing
}

function readSection(text: string, version: Version, limits: RequestLimits): Section {
  const fields = readFields(text)
  return { version, fields, host: readHost(fields, version), framing: framingOf(fields, version, limits) }
}

// RFC 9112 §6.3 for requests. Steps 1 and 2 are about responses; 3 to 6 are declaredFraming;
// 7: neither Content-Length nor Transfer-Encoding means no body; 8 is about responses.
function framingOf(fields: FieldSection, version: Version, limits: RequestLimits): Framing {
  const framing = declaredFraming(fields, version) ?? NO_BODY
  if (framing.type === 'length' && framing.bytes > limits.bodyBytes) {
    throw new HttpError(413, 'client', `the body is larger than ${limits.bodyBytes} bytes`)
  }
  return framing
}

/** The four forms of a target (RFC 9112 §3.2), brought into origin form. */
function readTarget(method: string, target: string): { path: string; authority?: string } {
  // SOLUTION Bring the four forms of a target into origin form (RFC 9112 section 3.2), and refuse the rest.
  if (method === 'CONNECT') throw new HttpError(501, 'client', 'CONNECT is not implemented: this is no tunnel')
  if (target.startsWith('/')) return { path: target }
  if (target === '*' && method === 'OPTIONS') return { path: '*' }
  const [, authority, rest] = ABSOLUTE_FORM.exec(target) ?? []
  if (authority === undefined || !HOST.test(authority))
    throw badRequest('the target is in no form that this method may use')
  if (rest === undefined) return { path: method === 'OPTIONS' ? '*' : '/', authority }
  return { path: rest.startsWith('/') ? rest : `/${rest}`, authority }
  // END SOLUTION
}

/** @throws HttpError 400 where Host is missing in HTTP/1.1, repeated or no host (RFC 9112 §3.2) */
function readHost(fields: FieldSection, version: Version): string | null {
  const hosts = fields.valuesOf('host')
  const host = hosts[0]
  if (hosts.length > 1) throw badRequest('more than one Host (RFC 9112 §3.2)')
  if (host === undefined && version === '1.1') throw badRequest('no Host (RFC 9112 §3.2)')
  if (host !== undefined && !HOST.test(host))
    throw badRequest('Host is not a host name with an optional port (RFC 9110 §7.2)')
  return host ?? null
}

function checkTarget(target: string, limits: RequestLimits): void {
  if (target.length <= limits.targetBytes) return
  throw new HttpError(414, 'client', `the target is longer than ${limits.targetBytes} bytes`)
}

function headTooLarge(limits: RequestLimits): HttpError {
  return new HttpError(431, 'client', `the head is larger than ${limits.headBytes} bytes`)
}
