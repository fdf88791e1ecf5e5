// The grammar of HTTP/1.1 heads, each pattern beside its ABNF. Strict: what a backend might read in
// another way than we do is refused, for such a difference is how requests are smuggled (RFC 9112 §11.2).
// Text here is Latin-1: one character is one octet.

import { type Field, lineAt } from './field.ts'
import { FieldSection, WATCHED } from './fields.ts'
import { badRequest, HttpError } from './http-error.ts'

// token = 1*tchar (RFC 9110 §5.6.2)
const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+"

// request-line = method SP request-target SP HTTP-version (RFC 9112 §3)
// RFC 3986 allows fewer characters in a target; browsers send { | } and the like, so any visible one passes but "#",
// which begins a fragment and is never sent.
export const REQUEST_LINE = new RegExp(`^(${TOKEN}) ([!-"$-~]+) HTTP/(\\d\\.\\d)$`)

// status-line = HTTP-version SP status-code SP [ reason-phrase ] (RFC 9112 §4)
// The last space is missing behind an empty reason so often that everybody reads it so.
export const STATUS_LINE = /^HTTP\/(\d\.\d) ([1-5]\d\d)(?: ([\t -~\x80-\xff]*))?$/

// field-line = field-name ":" OWS field-value OWS (RFC 9112 §5)
// field-value: VCHAR, obs-text, and blanks between them (RFC 9110 §5.5); no other control octet.
export const FIELD_VALUE = /^[\t -~\x80-\xff]*$/
const FIELD_LINE = `${TOKEN}:[\\t -~\\x80-\\xff]*`
const ONE_FIELD_LINE = new RegExp(`^${FIELD_LINE}$`)

// A section is read in strides: one line, and in the same run of compiled code all that follow it until a watched one.
const STRIDE = new RegExp(`${FIELD_LINE}\\r\\n(?:(?!(?:${[...WATCHED].join('|')}):)${FIELD_LINE}\\r\\n)*`, 'iy')

// uri-host [ ":" port ] (RFC 9110 §7.2, RFC 3986 §3.2.2). A comma is in the grammar of host names and in no name:
// "a,b" is what two Host lines look like once somebody has joined them.
export const HOST = /^(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9\-._~!$&'()*+;=]|%[0-9A-Fa-f]{2})*)(?::\d*)?$/

// absolute-form = scheme "://" authority path-abempty [ "?" query ] (RFC 9112 §3.2.2)
// A port alone is no authority: an http URI without a host must be refused (RFC 9110 §4.2.1).
export const ABSOLUTE_FORM = /^https?:\/\/([^/?:][^/?]*)([/?].*)?$/i

/**
 * Reads a field section.
 *
 * @param section whole lines, each with its CRLF, without the empty line behind them
 * @throws HttpError 400 telling which line is wrong
 */
export function readFields(section: string): FieldSection {
  if (section === '') return NO_FIELDS
  const marked = [readStride(section, 0)]
  while (STRIDE.lastIndex < section.length) marked.push(readStride(section, STRIDE.lastIndex))
  return new FieldSection(section, marked)
}

/** The first line of the stride that begins there; its end is in the pattern's lastIndex. */
function readStride(section: string, at: number): Field {
  STRIDE.lastIndex = at
  if (!STRIDE.test(section)) refuseLines(section)
  return lineAt(section, at)
}

const NO_FIELDS = new FieldSection('', [])

/** @throws HttpError 400 when the line, without its CRLF, is not a field line. */
export function checkFieldLine(line: string): void {
  if (ONE_FIELD_LINE.test(line)) return
  if (/^[ \t]/.test(line))
    throw badRequest('a header line begins with a blank: line folding is obsolete (RFC 9112 §5.2)')
  if (/^[^:]*[ \t]:/.test(line)) throw badRequest('a blank stands before the colon of a header (RFC 9112 §5.1)')
  if (line.startsWith(':')) throw badRequest('a header has no name')
  if (!line.includes(':')) throw badRequest('a header line has no colon')
  if (/[\0-\x08\n-\x1f\x7f]/.test(line)) throw badRequest('a control character in a header (RFC 9110 §5.5)')
  throw badRequest('a header name is not a token (RFC 9110 §5.1)')
}

/** @throws HttpError 400, 505 when the line, without its CRLF, is not a request line of HTTP/1.x. */
export function readRequestLine(line: string): RegExpExecArray {
  const match = REQUEST_LINE.exec(line)
  if (match === null) throw badRequest('the first line is not METHOD SP TARGET SP HTTP/x.y (RFC 9112 §3)')
  if (match[3] !== '1.1' && match[3] !== '1.0')
    throw new HttpError(505, 'client', `HTTP/${match[3]} is not spoken here`)
  return match
}

function refuseLines(section: string): never {
  for (const line of section.split('\r\n')) if (line !== '') checkFieldLine(line)
  throw badRequest('the header section is malformed')
}
