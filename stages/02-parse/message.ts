// What a message is made of: a head with its fields in order, pieces of a body, an end.
// Values only; how they are read or written is not known here.

/**
 * One field line, kept where it stands in the text that came: what goes on unchanged need not be put together again.
 * Names are compared by `key` (RFC 9110 §5.1: case-insensitive).
 */
export class Field {
  /** The name in lower case. */
  readonly key: string
  readonly section: string
  /** The line in the section, its CRLF included. */
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
    return trimBlanks(this.section, this.start + this.key.length + 1, this.end - 2)
  }
}

/** The minor version of HTTP/1 decides what a message may use and how long its connection lives. */
export type Version = '1.0' | '1.1'

/** How the end of a body is found (RFC 9112 §6.3). */
export type Framing =
  | { readonly type: 'none' }
  | { readonly type: 'length'; readonly bytes: number }
  | { readonly type: 'chunked' }
  | { readonly type: 'until-close' }

export interface RequestHead {
  readonly method: string
  /** As it was sent. */
  readonly target: string
  /** The target in origin form: path and query, or `*` (RFC 9112 §3.2). */
  readonly path: string
  /** From an absolute-form target, else from Host; null where an HTTP/1.0 client named none. */
  readonly host: string | null
  readonly version: Version
  readonly fields: readonly Field[]
  readonly framing: Framing
}

/** What a reader of messages tells, in order: one head, any number of pieces, one end. */
export type MessageEvent<Head> =
  | { readonly type: 'head'; readonly head: Head }
  | { readonly type: 'data'; readonly bytes: Buffer }
  | { readonly type: 'end' }

export function field(name: string, value: string): Field {
  const line = `${name}: ${value}\r\n`
  return new Field(name.toLowerCase(), line, 0, line.length)
}

const NONE: readonly string[] = []

/** The values of all field lines of that name, in order. */
export function valuesOf(fields: readonly Field[], key: string): readonly string[] {
  let values: string[] | undefined
  for (const each of fields) {
    if (each.key !== key) continue
    if (values === undefined) values = [each.value]
    else values.push(each.value)
  }
  return values ?? NONE
}

export function hasField(fields: readonly Field[], key: string): boolean {
  for (const each of fields) if (each.key === key) return true
  return false
}

/**
 * The members of a field that is a comma-separated list of tokens, over all its lines, in lower case
 * (RFC 9110 §5.6.1: a recipient ignores empty members).
 */
export function membersOf(fields: readonly Field[], key: string): readonly string[] {
  const values = valuesOf(fields, key)
  if (values.length === 0) return NONE
  const list = (values.length === 1 ? String(values[0]) : values.join(',')).toLowerCase()
  if (!list.includes(',')) return list === '' ? NONE : [list]
  const members = list.split(',')
  return members.map(member => trimBlanks(member, 0, member.length)).filter(member => member !== '')
}

// Not String.trim(): it takes the octet A0, a blank in Unicode, for a blank.
function trimBlanks(text: string, start: number, end: number): string {
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (start < end && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isBlank(octet: number): boolean {
  return octet === 0x20 || octet === 0x09
}
