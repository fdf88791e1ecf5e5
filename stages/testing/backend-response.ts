// Knows how to write a lawful response as bytes, and leaves every part open to a test that wants it unlawful.

import { type Header, valuesOf } from './wire-head.ts'

export interface BackendResponse {
  readonly status?: number
  readonly reason?: string
  readonly headers?: Readonly<Record<string, string>> | readonly Header[]
  readonly body?: string | Buffer
  /** A chunked body, one chunk a member, instead of `body`. */
  readonly chunks?: readonly (string | Buffer)[]
}

export interface ResponseContext {
  /** The request's method: HEAD has the fields of a body, and none. */
  readonly method?: string
  /** Whether `Connection: close` is said. */
  readonly closes?: boolean
  /** An X-Request-ID to give back, unless the response names its own. */
  readonly id?: string | undefined
}

/** Adds the framing that the headers leave out, and leaves the body out where the method or the status has none. */
export function toResponseBytes(response: BackendResponse, context: ResponseContext = {}): Buffer {
  const { status = 200, reason = 'As Scripted', body = '', chunks } = response
  const headers = toHeaderList(response.headers ?? {})
  const hasField = (name: string) => valuesOf(headers, name).length > 0
  const statusHasBody = status >= 200 && status !== 204 && status !== 304
  const payload = chunks === undefined ? toBuffer(body) : toChunked(chunks)
  if (context.id !== undefined && !hasField('x-request-id')) headers.push(['X-Request-ID', context.id])
  if (context.closes && !hasField('connection')) headers.push(['Connection', 'close'])
  if (statusHasBody && !hasField('content-length') && !hasField('transfer-encoding')) {
    headers.push(chunks === undefined ? ['Content-Length', String(payload.length)] : ['Transfer-Encoding', 'chunked'])
  }
  const lines = [`HTTP/1.1 ${status} ${reason}`, ...headers.map(([name, value]) => `${name}: ${value}`)]
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  return statusHasBody && context.method !== 'HEAD' ? Buffer.concat([head, payload]) : head
}

/** A chunked body, one chunk a member, with the last chunk and no trailers. */
export function toChunked(chunks: readonly (string | Buffer)[]): Buffer {
  const pieces = chunks.map(toBuffer).map(bytes => {
    return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
  })
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')])
}

function toBuffer(bytes: string | Buffer): Buffer {
  return typeof bytes === 'string' ? Buffer.from(bytes) : bytes
}

function toHeaderList(headers: NonNullable<BackendResponse['headers']>): Header[] {
  return isList(headers) ? [...headers] : Object.entries(headers)
}

function isList(headers: NonNullable<BackendResponse['headers']>): headers is readonly Header[] {
  return Array.isArray(headers)
}
