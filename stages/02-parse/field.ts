// One field line: where it stands, and what is in it. Names are compared in lower case (RFC 9110 §5.1), and those that have been
// met are not made anew.

/** Where a field line stands in its section. */
export interface FieldPlace {
  /** The name in lower case. */
  readonly key: string
  /** The line in the section, its CRLF included. */
  readonly start: number
  readonly end: number
}

/** One field line, kept where it stands in its section. */
export class Field implements FieldPlace {
  readonly key: string
  readonly section: string
  readonly start: number
  readonly end: number

  constructor(key: string, section: string, start: number, end: number) {
    this.key = key
    this.section = section
    this.start = start
    this.end = end
  }

  /** The whole line with its CRLF. */
  get line(): string {
    return this.section.slice(this.start, this.end)
  }

  /** As it was sent. */
  get name(): string {
    return this.section.slice(this.start, this.start + this.key.length)
  }

  /** Without the blanks around it (RFC 9112 §5.1). */
  get value(): string {
    return valueAt(this.section, this)
  }
}

/** Without the blanks around it (RFC 9112 §5.1). */
export function valueAt(section: string, { key, start, end }: FieldPlace): string {
  return trimBlanks(section, start + key.length + 1, end - 2)
}

/** Is this the value of the line there? Nothing is cut out to know it. */
export function saysAt(section: string, place: FieldPlace, value: string): boolean {
  let start = place.start + place.key.length + 1
  while (isBlank(section.charCodeAt(start))) start++
  let end = start + value.length
  if (section.slice(start, end) !== value) return false
  while (isBlank(section.charCodeAt(end))) end++
  return end === place.end - 2
}

export function field(name: string, value: string): Field {
  const line = `${name}: ${value}\r\n`
  return new Field(name.toLowerCase(), line, 0, line.length)
}

/** The line that begins there and has passed the grammar. */
export function lineAt(text: string, start: number): Field {
  const colon = text.indexOf(':', start)
  return new Field(keyAt(text, start, colon), text, start, text.indexOf('\n', colon) + 1)
}

// The same names come with every message, spelt in the same way. Names that have been met are found again by comparing them
// where they stand; to look one up in a Map it had to be cut out, hashed and made known to the runtime.
interface Spelling {
  readonly name: string
  readonly key: string
}
/** By length. A peer that makes up names fills its few places and slows down nobody but itself. */
const SPELLINGS: Spelling[][] = Array.from({ length: 32 }, () => [])
const MAX_SPELLINGS = 8

function keyAt(text: string, start: number, colon: number): string {
  const met = SPELLINGS[colon - start]
  const name = text.slice(start, colon)
  if (met !== undefined) for (const spelling of met) if (spelling.name === name) return spelling.key
  const key = name.toLowerCase()
  if (met !== undefined && met.length < MAX_SPELLINGS) met.push({ name, key })
  return key
}

// Not String.trim(): it takes the octet A0, a blank in Unicode, for a blank.
export function trimBlanks(text: string, start: number, end: number): string {
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (start < end && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isBlank(octet: number): boolean {
  return octet === 0x20 || octet === 0x09
}
