// A field line of a head or of a trailer section, read with the strictest grammar. Knows no field by name.
import { Fault } from './complaint.ts'
import { showOctet } from './show-bytes.ts'

export interface Field {
  /** As it was sent. */
  readonly name: string
  /** Without the blanks around it; one character an octet. */
  readonly value: string
}

/** A field and where its line began in the connection. */
export interface PlacedField extends Field {
  readonly atByte: number
}

/** RFC 9110 §5.6.2 */
const NO_TOKEN_OCTET = /[^!#$%&'*+\-.^_`|~0-9A-Za-z]/

/** The values of all fields of this name, in any case of letters, in order. */
export function valuesOf(fields: readonly Field[], name: string): string[] {
  return fieldsNamed(fields, name).map(({ value }) => value)
}

export function fieldsNamed<F extends Field>(fields: readonly F[], name: string): F[] {
  const wanted = name.toLowerCase()
  return fields.filter(field => field.name.length === wanted.length && field.name.toLowerCase() === wanted)
}

/**
 * @param line without its CR LF; holds no control octets but tabs
 * @param atByte where it began
 * @throws Fault
 */
export function readFieldLine(line: string, atByte: number): PlacedField {
  // RFC 9112 §5.2: a sender must not fold lines. §2.2: nor put blanks between the start line and the first field.
  if (/^[ \t]/.test(line))
    throw new Fault('a field line begins with a blank, as folded lines do', atByte, 'RFC 9112 §5.2')
  const colon = line.indexOf(':')
  if (colon === -1) throw new Fault('a field line has no colon', atByte, 'RFC 9112 §5')
  if (colon === 0) throw new Fault('a field line has no name before its colon', atByte, 'RFC 9110 §5.1')
  const name = line.slice(0, colon)
  // RFC 9112 §5.1: proxies have to remove this blank, since recipients read it in different ways.
  if (/^[^ \t]+[ \t]+$/.test(name)) {
    throw new Fault('a blank stands between a field name and its colon', atByte + name.search(/[ \t]/), 'RFC 9112 §5.1')
  }
  const wrong = name.search(NO_TOKEN_OCTET)
  if (wrong !== -1) {
    throw new Fault(`a field name has the octet ${showOctet(name, wrong)}`, atByte + wrong, 'RFC 9110 §5.1')
  }
  return { name, value: trimBlanks(line, colon + 1), atByte }
}

export function withoutPlace({ name, value }: PlacedField): Field {
  return { name, value }
}

/** Index of the first octet that no token may hold, or -1. */
export function firstNoTokenOctet(text: string): number {
  return text.search(NO_TOKEN_OCTET)
}

/** The text from `from` on, without spaces and tabs at its ends (RFC 9110 §5.6.3). */
export function trimBlanks(text: string, from = 0): string {
  // No pattern: that takes quadratic time on a text with many blanks in its middle.
  let start = from
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isBlank(octet: number): boolean {
  return octet === 0x20 || octet === 0x09
}
