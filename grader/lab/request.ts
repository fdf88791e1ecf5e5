// A request that the lab sends: what it says, its mark, and its exact bytes. Knows no socket.
import type { Mark } from './mark.ts'

export type FieldLine = readonly [name: string, value: string]

export interface RequestOptions {
  readonly method?: string
  /** The path in front of the mark and the query behind it: `target` is `PATH/MARK?QUERY`. */
  readonly path?: string
  readonly query?: string
  readonly version?: string
  /** In place of `Host: lab.test`; null: no Host at all. */
  readonly host?: string | null
  readonly fields?: readonly FieldLine[]
  /** Latin1 text or octets. Sent with Content-Length unless `chunked`. */
  readonly body?: string | Buffer
  /** The sizes of the chunks, or true for one chunk. */
  readonly chunked?: boolean | readonly number[]
}

export interface LabRequest {
  readonly mark: Mark
  readonly method: string
  readonly target: string
  readonly version: string
  readonly fields: readonly FieldLine[]
  readonly body: Buffer
  /** Everything as it goes over the wire. */
  readonly bytes: Buffer
  /** The head with its blank line; and the body as it is framed. */
  readonly head: Buffer
  readonly framedBody: Buffer
}

export function toRequest(mark: Mark, options: RequestOptions = {}): LabRequest {
  const { method = 'GET', path = '', query, version = 'HTTP/1.1', host = 'lab.test', fields = [], chunked } = options
  const target = `${path}/${mark}${query === undefined ? '' : `?${query}`}`
  const body =
    typeof options.body === 'string' ? Buffer.from(options.body, 'latin1') : (options.body ?? Buffer.alloc(0))
  const framing: FieldLine[] = chunked
    ? [['Transfer-Encoding', 'chunked']]
    : options.body === undefined
      ? []
      : [['Content-Length', String(body.length)]]
  const hosts: FieldLine[] = host === null ? [] : [['Host', host]]
  const all = [...hosts, ...fields, ...framing]
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`)
  const head = Buffer.from(`${method} ${target} ${version}\r\n${lines.join('')}\r\n`, 'latin1')
  const framedBody = chunked ? toChunks(body, chunked === true ? [body.length] : chunked) : body
  return {
    mark,
    method,
    target,
    version,
    fields: all,
    body,
    head,
    framedBody,
    bytes: Buffer.concat([head, framedBody]),
  }
}

/** The chunked coding of `body`, RFC 9112 §7.1, with chunks of these sizes; the rest is the last one. */
export function toChunks(body: Buffer, sizes: readonly number[], trailers = ''): Buffer {
  const pieces: Buffer[] = []
  let from = 0
  for (const size of [...sizes, body.length]) {
    const data = body.subarray(from, from + size)
    from += data.length
    if (data.length > 0) pieces.push(Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n'))
  }
  return Buffer.concat([...pieces, Buffer.from(`0\r\n${trailers}\r\n`, 'latin1')])
}
