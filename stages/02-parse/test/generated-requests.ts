// Requests that nobody thought of: valid ones put together by the grammar, and mutations of them, most of which are not.
// What they say is known from how they were made, not from reading them.

import fc from 'fast-check'

const TCHAR = [..."!#$%&'*+-.^_`|~0123456789abcXYZ"]
const VISIBLE = [...Array(94).keys()].map(each => String.fromCharCode(each + 33))
const OBS_TEXT = ['\x80', '\xa0', '\xe9', '\xff']

const token = fc.string({ unit: fc.constantFrom(...TCHAR), minLength: 1, maxLength: 12 })

/** Methods that every parser knows, for those that know only some. */
export const knownMethod = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PROPFIND')

const segment = fc.string({
  unit: fc.constantFrom(
    'a',
    'Z',
    '0',
    '-',
    '.',
    '_',
    '~',
    '%20',
    '%2F',
    '!',
    '$',
    '&',
    "'",
    '(',
    ')',
    '*',
    '+',
    ',',
    ';',
    '=',
    ':',
    '@',
  ),
  maxLength: 8,
})
const path = fc.array(segment, { maxLength: 4 }).map(segments => `/${segments.join('/')}`)
const query = fc.option(segment).map(each => (each === null ? '' : `?${each}`))
export const originForm = fc.tuple(path, query).map(parts => parts.join(''))

const label = fc.string({ unit: fc.constantFrom('a', 'b', 'x', '0', '9'), minLength: 1, maxLength: 6 })
export const host = fc.oneof(
  fc.tuple(label, label).map(labels => labels.join('.')),
  fc.tuple(label, fc.integer({ min: 1, max: 65_535 })).map(([name, port]) => `${name}:${port}`),
  fc.constantFrom('127.0.0.1', '[::1]', '[2001:db8::7]:81'),
)

const value = fc
  .string({ unit: fc.constantFrom(...VISIBLE, ...OBS_TEXT, ' ', '\t'), maxLength: 20 })
  .map(text => text.replace(/^[ \t]+|[ \t]+$/g, ''))

const SPECIAL = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'expect', 'upgrade'])
const ordinary = fc
  .tuple(fc.oneof(token, fc.constantFrom('Cookie', 'Accept', 'cookie', 'X-A')), value)
  .filter(([name]) => !SPECIAL.has(name.toLowerCase()))

const blanks = fc.constantFrom('', ' ', '\t', ' \t ')
const octets = fc.uint8Array({ maxLength: 60 }).map(bytes => Buffer.from(bytes).toString('latin1'))

export interface GeneratedRequest {
  readonly method: string
  readonly target: string
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly body: string
  /** On the wire, as Latin-1 text. */
  readonly wire: string
}

type Body = { readonly field: readonly [string, string] | undefined; readonly body: string; readonly wire: string }

const noBody = fc.constant<Body>({ field: undefined, body: '', wire: '' })
const ofLength = octets.map<Body>(body => ({ field: ['Content-Length', String(body.length)], body, wire: body }))

const extension = fc.option(fc.tuple(token, fc.option(token))).map(each => {
  const [name, value] = each ?? []
  if (name === undefined) return ''
  return value === null ? `;${name}` : `;${name}=${value}`
})
const chunk = fc
  .tuple(
    octets.filter(data => data !== ''),
    extension,
  )
  .map(([data, ext]) => ({ data, wire: `${data.length.toString(16)}${ext}\r\n${data}\r\n` }))
const trailer = ordinary.map(([name, value]) => `${name}: ${value}\r\n`)
const chunked = fc
  .tuple(fc.array(chunk, { maxLength: 4 }), fc.array(trailer, { maxLength: 2 }))
  .map<Body>(([chunks, trailers]) => ({
    field: ['Transfer-Encoding', 'chunked'],
    body: chunks.map(({ data }) => data).join(''),
    wire: `${chunks.map(({ wire }) => wire).join('')}0\r\n${trailers.join('')}\r\n`,
  }))

/** A valid request. */
export function requestWith(method: fc.Arbitrary<string>): fc.Arbitrary<GeneratedRequest> {
  const body = fc.oneof(noBody, ofLength, chunked)
  return fc
    .tuple(method, originForm, host, fc.array(ordinary, { maxLength: 5 }), body, blanks, fc.nat(5))
    .map(([method, target, host, others, body, blank, at]) => {
      const framing = body.field === undefined ? [] : [body.field]
      const fields = [...others.slice(0, at), ['Host', host] as const, ...others.slice(at), ...framing]
      const lines = fields.map(([name, value]) => `${name}:${blank}${value}${blank}\r\n`)
      const wire = `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body.wire}`
      return { method, target, fields, body: body.body, wire }
    })
}

export const anyRequest = requestWith(
  fc.oneof(
    knownMethod,
    token.filter(method => method !== 'CONNECT'),
  ),
)

// What goes wrong on purpose: the octets, and the pieces of grammar, that parsers have disagreed about.
const piece = fc.constantFrom(
  '\r',
  '\n',
  '\r\n',
  '\r\n\r\n',
  '\0',
  ' ',
  '\t',
  '\x0b',
  '\x7f',
  '\x80',
  ':',
  ',',
  ';',
  '"',
  '\\',
  '#',
  '?',
  '/',
  '*',
  '0',
  '5',
  'x',
  'chunked',
  'identity',
  'gzip, chunked',
  'Content-Length: 3\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding : chunked\r\n',
  'Host: other\r\n',
  'HTTP/1.0',
  'HTTP/1.1',
  'HTTP/2.0',
  ' folded\r\n',
  '0\r\n\r\n',
  '-1',
  '+5',
  '0x',
  '_',
  '5;a="b"\r\n',
  'GET / HTTP/1.1\r\n',
  'http://x',
  '\r\nX: 1',
  ';=',
  '\xe9',
)

export type Mutation = (text: string) => string

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), piece, fc.nat(3)).map(([where, text, cut]) => (wire: string) => {
    const at = Math.floor(where * wire.length)
    return wire.slice(0, at) + text + wire.slice(at + cut)
  }),
  // Most faults are near a line end, and a random place hits few of them.
  fc
    .tuple(fc.nat(), piece, fc.integer({ min: -2, max: 2 }), fc.nat(2))
    .map(([which, text, offset, cut]) => (wire: string) => {
      const ends = [...wire.matchAll(/\r\n|[:; ]/g)].map(({ index }) => index)
      const at = Math.max(0, (ends[which % (ends.length || 1)] ?? 0) + offset)
      return wire.slice(0, at) + text + wire.slice(at + cut)
    }),
  fc.nat().map(which => (wire: string) => {
    const lines = wire.split('\r\n')
    const line = lines[which % lines.length] as string
    return [...lines.slice(0, which % lines.length), line, ...lines.slice(which % lines.length)].join('\r\n')
  }),
)

export const mutations = fc.array(mutation, { minLength: 1, maxLength: 3 })

/** What some mutations make of a valid request. */
export function mutated(request: fc.Arbitrary<GeneratedRequest>): fc.Arbitrary<string> {
  return fc.tuple(request, mutations).map(([{ wire }, all]) => all.reduce((text, mutate) => mutate(text), wire))
}

/** Where a text is cut into pieces. */
export const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 })

export function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map(place => Math.floor(place * bytes.length)), bytes.length].sort((a, b) => a - b)
  let from = 0
  return ends.map(end => {
    // A copy: a reader keeps what it is given.
    const piece = Buffer.from(bytes.subarray(from, end))
    from = end
    return piece
  })
}
