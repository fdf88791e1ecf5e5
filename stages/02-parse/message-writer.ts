// Messages become bytes: heads as one string, chunks, and the small complete replies that a proxy makes itself.
// Text is Latin-1, like everything in a head: what came in as an octet goes out as that octet.

import { type Field, field } from './field.ts'
import type { HttpError } from './http-error.ts'

/** A head on the wire. */
export function headText(startLine: string, fields: readonly Field[]): string {
  let text = `${startLine}\r\n`
  for (const { line } of fields) text += line
  return `${text}\r\n`
}

export function statusLine(status: number, reason: string = REASONS[status] ?? ''): string {
  return `HTTP/1.1 ${status} ${reason}`
}

/** What stands before the data of a chunk (RFC 9112 §7.1). */
export function chunkStart(bytes: number): string {
  return `${bytes.toString(16)}\r\n`
}

export const CHUNK_END = '\r\n'
export const LAST_CHUNK = '0\r\n\r\n'
export const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n'

/** A reply of our own: its length is counted in bytes and always told, so nobody waits for more. */
export interface Reply {
  readonly status: number
  readonly contentType: string
  readonly body: string
  /** Fields besides the framing and the type. */
  readonly fields?: readonly Field[]
  /** What the client is told of its connection; undefined says nothing, which in HTTP/1.1 means that it persists. */
  readonly connection: 'close' | 'keep-alive' | undefined
  /** The answer to HEAD has the same head and no body (RFC 9110 §9.3.2). */
  readonly withoutBody?: boolean
}

export function replyBytes(reply: Reply): Buffer {
  const body = Buffer.from(reply.body, 'utf8')
  const fields = [field('Content-Type', reply.contentType), field('Content-Length', String(body.length))]
  if (reply.connection !== undefined) fields.push(field('Connection', reply.connection))
  const head = headText(statusLine(reply.status), [...fields, ...(reply.fields ?? [])])
  return Buffer.concat([Buffer.from(head, 'latin1'), reply.withoutBody ? Buffer.alloc(0) : body])
}

/** The reply that tells of an error, in a line that a person can read. Behind it the connection closes, unless it says otherwise. */
export function errorReply(error: HttpError, more: Partial<Reply> = {}): Buffer {
  const body = `${error.status} ${REASONS[error.status] ?? ''}: ${error.message}\n`
  return replyBytes({
    status: error.status,
    contentType: 'text/plain; charset=utf-8',
    body,
    connection: 'close',
    ...more,
  })
}

// Those that we send ourselves (RFC 9110 §15, RFC 6585 §5); a backend's reason is passed on as it came.
const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Content Too Large',
  414: 'URI Too Long',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
}
