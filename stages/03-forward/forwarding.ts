// From the head that came in to the head that goes out. The inbound head is never edited: each direction makes a new
// one, and the rules of what is meant for one hop only stand here once (RFC 9110 §7.6.1).

import type { Field } from '../02-parse/field.ts'
import type { FieldSection } from '../02-parse/fields.ts'
import type { RequestHead } from '../02-parse/message.ts'
import type { ResponseHead } from './response-reader.ts'

// Fields about the connection on which they came. Each hop says its own.
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive', // RFC 2068 §19.7.1: parameters of a persistent connection
  'proxy-connection', // never standard; old clients send it to proxies, with the meaning of Connection
  'te', // which transfer codings this hop may use; ours uses chunked only (RFC 9110 §10.1.4)
  'trailer', // announces trailers, which are dropped
  'transfer-encoding', // the framing of this hop; the next has its own
  'upgrade', // would turn the next connection into something that is not read here (RFC 9110 §7.8)
  'http2-settings', // belongs to an upgrade to HTTP/2 (RFC 7540 §3.2.1)
])

// A sender must not name these in Connection, for they are not about it (RFC 9110 §7.6.1). One that does so wants a
// body to lose its length on the way and become a request.
const END_TO_END: ReadonlySet<string> = new Set(['content-length', 'host'])

/** What does not go on to a backend: besides the above what is written anew for it. */
const NOT_TO_BACKEND: ReadonlySet<string> = new Set([...HOP_BY_HOP, 'host', 'x-forwarded-for', 'expect'])
// RFC 9110 §8.6: a 204 has no Content-Length.
const NOT_IN_204: ReadonlySet<string> = new Set([...HOP_BY_HOP, 'content-length'])

/** Fields that go out in place of any of their names that came in. */
export type AddedFields = readonly Field[]

export interface RequestContext {
  /** The client's address, for X-Forwarded-For. */
  readonly clientAddress: string
  /** `host:port` of the backend, for a client of HTTP/1.0 that named no host. */
  readonly backendName: string
  readonly added: AddedFields
}

/**
 * The request head for the backend: target in origin form, our own version, end-to-end fields in their order.
 * Where the target named a host, it wins over Host (RFC 9112 §3.2.2); the request's `host` says which it is.
 */
export function toBackendHead(request: RequestHead, { clientAddress, backendName, added }: RequestContext): string {
  // SOLUTION Write the head for the backend: what passes, what is written anew, what is added.
  let text = `${request.method} ${request.path} HTTP/1.1\r\nHost: ${request.host ?? backendName}\r\n`
  text += endToEndLines(request.fields, NOT_TO_BACKEND, added)
  const { connectionOptions } = request.fields
  if (request.fields.has('expect') && !connectionOptions.includes('expect')) text += otherExpectations(request.fields)
  if (request.framing.type === 'chunked') text += CHUNKED_LINE
  let forwardedFor = clientAddress
  if (request.fields.has('x-forwarded-for') && !connectionOptions.includes('x-forwarded-for'))
    for (const hop of request.fields.valuesOf('x-forwarded-for').toReversed()) forwardedFor = `${hop}, ${forwardedFor}`
  // The version is that of the message as it was received (RFC 9110 §7.6.3).
  return `${text}X-Forwarded-For: ${forwardedFor}\r\nVia: ${request.version} hopwise\r\n${lines(added)}\r\n`
  // END SOLUTION
}

// 100-continue was expected of us, and has been met (RFC 9110 §10.1.1).
function otherExpectations(fields: FieldSection): string {
  const others = fields.membersOf('expect').filter(member => member !== '100-continue')
  return others.length === 0 ? '' : `Expect: ${others.join(', ')}\r\n`
}

export interface ResponseContext {
  /** The framing that the client gets, which its version decides too. */
  readonly chunked: boolean
  /** What the client is told about its connection; undefined says nothing, which means that it persists. */
  readonly connection: 'close' | 'keep-alive' | undefined
  readonly added: AddedFields
}

/** The response head for the client. */
export function toClientHead(response: ResponseHead, { chunked, connection, added }: ResponseContext): string {
  const { status, reason, fields } = response
  let text = `HTTP/1.1 ${status} ${reason}\r\n`
  text += endToEndLines(fields, status === 204 ? NOT_IN_204 : HOP_BY_HOP, added)
  if (chunked) text += CHUNKED_LINE
  if (connection !== undefined) text += `Connection: ${connection}\r\n`
  return `${text}${lines(added)}\r\n`
}

const CHUNKED_LINE = 'Transfer-Encoding: chunked\r\n'

/** The lines that are meant for the other end, without those that are written anew. */
function endToEndLines(fields: FieldSection, dropped: ReadonlySet<string>, added: AddedFields): string {
  // SOLUTION Leave out what is meant for one hop: always these, and what Connection names (RFC 9110 section 7.6.1).
  const named = fields.connectionOptions
  const nominated = named.some(key => END_TO_END.has(key)) ? named.filter(key => !END_TO_END.has(key)) : named
  return fields.without(dropped, nominated, added)
  // END SOLUTION
}

function lines(fields: readonly Field[]): string {
  let text = ''
  for (const { line } of fields) text += line
  return text
}
