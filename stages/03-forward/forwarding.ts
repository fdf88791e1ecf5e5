// From the head that came in to the head that goes out. The inbound head is never edited: each direction makes a new
// one, and the rules of what is meant for one hop only stand here once (RFC 9110 §7.6.1).

import { type Field, field, hasField, membersOf, type RequestHead } from '../02-parse/message.ts'
import { headText } from '../02-parse/message-writer.ts'
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

/** Fields that go out in place of any of their names that came in. */
export type AddedFields = readonly Field[]

export interface RequestContext {
  /** The client's address, for X-Forwarded-For. */
  readonly clientAddress: string
  /** `host:port` of the backend, for a client of HTTP/1.0 that named no host. */
  readonly backendName: string
  readonly added: AddedFields
}

/** The request head for the backend: origin-form target, our own version, end-to-end fields in their order. */
export function toBackendHead(request: RequestHead, { clientAddress, backendName, added }: RequestContext): string {
  const fields: Field[] = []
  const forwardedFor: string[] = []
  let hosted = false
  for (const each of endToEnd(request.fields, added)) {
    if (each.key === 'x-forwarded-for') forwardedFor.push(each.value)
    // The target's authority wins over Host (RFC 9112 §3.2.2).
    else if (each.key === 'host') {
      fields.push(each.value === request.host ? each : field(each.name, request.host ?? each.value))
      hosted = true
    }
    // The expectation was the client's of us, and it has been met.
    else if (each.key !== 'expect' || each.value.toLowerCase() !== '100-continue') fields.push(each)
  }
  if (!hosted) fields.push(field('Host', request.host ?? backendName))
  if (request.framing.type === 'chunked') fields.push(CHUNKED_FIELD)
  forwardedFor.push(clientAddress)
  fields.push(field('X-Forwarded-For', forwardedFor.join(', ')), VIA[request.version], ...added)
  return headText(`${request.method} ${request.path} HTTP/1.1`, fields)
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
  const fields = endToEnd(response.fields, added)
  if (chunked) fields.push(CHUNKED_FIELD)
  if (connection !== undefined) fields.push(connection === 'close' ? CLOSE_FIELD : KEEP_ALIVE_FIELD)
  fields.push(...added)
  // RFC 9110 §8.6: a 204 has no Content-Length.
  const told = response.status === 204 ? fields.filter(({ key }) => key !== 'content-length') : fields
  return headText(`HTTP/1.1 ${response.status} ${response.reason}`, told)
}

/** The fields that are meant for the other end, without those that `added` will replace. */
function endToEnd(fields: readonly Field[], added: AddedFields): Field[] {
  const nominated = hasField(fields, 'connection') ? membersOf(fields, 'connection') : []
  const kept: Field[] = []
  for (const each of fields) {
    if (HOP_BY_HOP.has(each.key)) continue
    if (nominated.includes(each.key) && !END_TO_END.has(each.key)) continue
    if (hasField(added, each.key)) continue
    kept.push(each)
  }
  return kept
}

const CHUNKED_FIELD = field('Transfer-Encoding', 'chunked')
const CLOSE_FIELD = field('Connection', 'close')
const KEEP_ALIVE_FIELD = field('Connection', 'keep-alive')
// The version is that of the message as it was received (RFC 9110 §7.6.3).
const VIA = { '1.0': field('Via', '1.0 hopwise'), '1.1': field('Via', '1.1 hopwise') }
