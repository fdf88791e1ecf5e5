// What a backend of the lab answers, and the bytes of it. Knows no socket.

import { type FieldLine, toChunks } from './request.ts'
import type { Provenance } from './response.ts'

export interface Answer {
  /** Default 200. */
  readonly status?: number
  /** Default `OK`. */
  readonly reason?: string
  readonly version?: string
  readonly fields?: readonly FieldLine[]
  /** Latin1 text or octets; default a line that says whose answer it is. */
  readonly body?: string | Buffer
  /** Default `length`. `until close`: neither length nor chunks, and FIN behind the body. */
  readonly framing?: 'length' | 'chunked' | 'until close'
  /** Sizes of the chunks. */
  readonly chunks?: readonly number[]
  /** The X-Request-ID: `echo` (default) sends back what the request had, a text is sent as it is, null sends none. */
  readonly id?: string | null
  /** FIN behind the answer, announced by `Connection: close`. */
  readonly close?: boolean
  /** Goes out at once, also before answers to earlier requests of its connection. */
  readonly outOfTurn?: boolean
}

/** `id`: the value to send, if any. */
export function toAnswerBytes(answer: Answer, method: string, id: string | undefined, provenance: Provenance): Buffer {
  const {
    status = 200,
    reason = 'OK',
    version = 'HTTP/1.1',
    fields = [],
    framing = 'length',
    chunks = [],
    close,
  } = answer
  const text = answer.body ?? `answer to ${provenance.mark}\n`
  const body = typeof text === 'string' ? Buffer.from(text, 'latin1') : text
  const hasBody = !(status < 200 || status === 204 || status === 304)
  const lines: FieldLine[] = [
    ['X-Provenance', toValue(provenance)],
    ...(id === undefined ? [] : [['X-Request-ID', id] as const]),
    ...fields,
    ...(hasBody && framing === 'length' ? [['Content-Length', String(body.length)] as const] : []),
    ...(hasBody && framing === 'chunked' ? [['Transfer-Encoding', 'chunked'] as const] : []),
    ...(close || (hasBody && framing === 'until close') ? [['Connection', 'close'] as const] : []),
  ]
  const head = `${version} ${status} ${reason}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  const sent = !hasBody || method === 'HEAD' ? [] : [framing === 'chunked' ? toChunks(body, chunks) : body]
  return Buffer.concat([Buffer.from(head, 'latin1'), ...sent])
}

function toValue({ mark, backend, connection, sequence }: Provenance): string {
  return `${mark} backend=${backend} connection=${connection} sequence=${sequence}`
}
