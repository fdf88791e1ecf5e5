// Lawful messages, drawn at random, with what a parser must say about them. Knows how to write HTTP and not how to read it.
import fc from 'fast-check'
import type { Field } from '../field.ts'

export interface Drawn {
  /** A request's `GET /`, a response's `200`. */
  readonly what: string
  /** Of the request; of the one that is answered. */
  readonly method: string
  readonly fields: readonly Field[]
  readonly body: string
  readonly trailers: readonly Field[]
  /** One character an octet. */
  readonly wire: string
}

const octetsOf = (alphabet: string, size: { minLength?: number; maxLength: number }) =>
  fc.array(fc.constantFrom(...alphabet), size).map(each => each.join(''))
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => String.fromCharCode(from + at)).join('')

const VISIBLE = range(0x21, 0x7e)
const LETTERS = 'abcXYZ019'
const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH')
const target = octetsOf(VISIBLE.replace('#', ''), { maxLength: 20 }).map(path => `/${path}`)
const name = octetsOf("!#$%&'*+-.^_`|~abcXYZ019", { maxLength: 8 }).map(rest => `X-${rest}`)
const value = octetsOf(` \t${VISIBLE}${range(0x80, 0xff)}`, { maxLength: 20 }).map(text =>
  text.replace(/^[ \t]+|[ \t]+$/g, ''),
)
const blanks = octetsOf(' \t', { maxLength: 3 })
const fieldLine = fc.tuple(name, blanks, value, blanks).map(([itsName, before, itsValue, behind]) => ({
  field: { name: itsName, value: itsValue },
  line: `${itsName}:${before}${itsValue}${behind}\r\n`,
}))
const fieldLines = fc.array(fieldLine, { maxLength: 5 })
const piece = octetsOf(`\r\n0${range(0, 0xff)}`, { minLength: 1, maxLength: 40 })
const extension = fc.oneof(
  octetsOf(LETTERS, { minLength: 1, maxLength: 4 }).map(text => `;${text}`),
  octetsOf(`;, ${LETTERS}`, { maxLength: 6 }).map(text => `;q="${text}"`),
  fc.constant(''),
)

interface DrawnBody {
  readonly body: string
  readonly field: Field | undefined
  readonly wire: string
  readonly trailers: readonly Field[]
}

const noBody: fc.Arbitrary<DrawnBody> = fc.constant({ body: '', field: undefined, wire: '', trailers: [] })
const lengthBody = fc.array(piece, { maxLength: 3 }).map((pieces): DrawnBody => {
  const body = pieces.join('')
  return { body, field: { name: 'Content-Length', value: String(body.length) }, wire: body, trailers: [] }
})
const chunkedBody = fc
  .tuple(fc.array(fc.tuple(piece, extension), { maxLength: 4 }), extension, fieldLines)
  .map(([pieces, lastExtension, trailers]): DrawnBody => {
    const chunks = pieces.map(([data, its]) => `${data.length.toString(16)}${its}\r\n${data}\r\n`)
    return {
      body: pieces.map(([data]) => data).join(''),
      field: { name: 'Transfer-Encoding', value: 'chunked' },
      wire: `${chunks.join('')}0${lastExtension}\r\n${trailers.map(({ line }) => line).join('')}\r\n`,
      trailers: trailers.map(({ field }) => field),
    }
  })

export const request: fc.Arbitrary<Drawn> = fc
  .tuple(method, target, fieldLines, fc.oneof(noBody, lengthBody, chunkedBody))
  .map(([itsMethod, itsTarget, lines, body]) => {
    const host = { field: { name: 'Host', value: 'h' }, line: 'Host: h\r\n' }
    return message(`${itsMethod} ${itsTarget}`, itsMethod, `${itsMethod} ${itsTarget} HTTP/1.1`, [host, ...lines], body)
  })

/** With a body that ends by itself. */
export const response: fc.Arbitrary<Drawn> = fc
  .tuple(method, fc.constantFrom(200, 204, 304, 404, 599), value, fieldLines, fc.oneof(lengthBody, chunkedBody))
  .map(([itsMethod, status, reason, lines, body]) => {
    const isBodiless = itsMethod === 'HEAD' || status === 204 || status === 304
    const itsBody = isBodiless ? { ...body, body: '', wire: '', trailers: [] } : body
    return message(String(status), itsMethod, `HTTP/1.1 ${status} ${reason}`, lines, itsBody)
  })

function message(
  what: string,
  itsMethod: string,
  startLine: string,
  lines: readonly { readonly field: Field; readonly line: string }[],
  { field, body, wire, trailers }: DrawnBody,
): Drawn {
  const framing = field ? [{ field, line: `${field.name}: ${field.value}\r\n` }] : []
  const all = [...lines, ...framing]
  return {
    what,
    method: itsMethod,
    fields: all.map(each => each.field),
    body,
    trailers,
    wire: `${startLine}\r\n${all.map(({ line }) => line).join('')}\r\n${wire}`,
  }
}
