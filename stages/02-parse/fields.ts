// The field lines of a head. They stay the text that came: of most lines nobody ever asks anything, they only go on.
// So the lines whose names are asked for with every message are found once, and all others only where somebody wants them.

/**
 * The names that are asked for: framing, routing, and all that is meant for one hop. Others may be asked for too, at the
 * price of cutting the whole section into its lines. Reading a response of nine fields took 1.8 µs when every line was cut
 * out, and takes 1.5.
 */
export const WATCHED: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-forwarded-for',
  'x-request-id',
])

/** One field line, kept where it stands in its section. Names are compared by `key` (RFC 9110 §5.1: case-insensitive). */
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

  /** Is this its value? Nothing is cut out to know it. */
  says(value: string): boolean {
    let start = this.start + this.key.length + 1
    while (isBlank(this.section.charCodeAt(start))) start++
    let end = start + value.length
    if (this.section.slice(start, end) !== value) return false
    while (isBlank(this.section.charCodeAt(end))) end++
    return end === this.end - 2
  }

  /** Without the blanks around it (RFC 9112 §5.1). */
  get value(): string {
    return trimBlanks(this.section, this.start + this.key.length + 1, this.end - 2)
  }
}

export function field(name: string, value: string): Field {
  const line = `${name}: ${value}\r\n`
  return new Field(name.toLowerCase(), line, 0, line.length)
}

const NONE: readonly string[] = []
const KEEP_ALIVE: readonly string[] = ['keep-alive']

export class FieldSection {
  /** Whole lines that have passed the grammar, each with its CRLF. */
  readonly text: string
  /** Some lines, in order: all that have a watched name are among them. */
  readonly #marked: readonly Field[]
  #all: readonly Field[] | undefined
  #connectionOptions: readonly string[] | undefined
  /** What {@link without} gave last, for watched names alone: of heads that are used again it is asked for again. */
  #rest: Rest | undefined

  constructor(text: string, marked: readonly Field[]) {
    this.text = text
    this.#marked = marked
  }

  /** All lines, in order. */
  get all(): readonly Field[] {
    this.#all ??= cutIntoLines(this.text)
    return this.#all
  }

  /** Lines among which all with that name are. */
  #among(key: string): readonly Field[] {
    return WATCHED.has(key) ? this.#marked : this.all
  }

  has(key: string): boolean {
    return hasKey(this.#among(key), key)
  }

  /** The values of all field lines of that name, in order. */
  valuesOf(key: string): readonly string[] {
    let values: string[] | undefined
    for (const each of this.#among(key)) {
      if (each.key !== key) continue
      if (values === undefined) values = [each.value]
      else values.push(each.value)
    }
    return values ?? NONE
  }

  /**
   * The members of a field that is a comma-separated list of tokens, over all its lines, in lower case
   * (RFC 9110 §5.6.1: a recipient ignores empty members).
   */
  membersOf(key: string): readonly string[] {
    const values = this.valuesOf(key)
    if (values.length === 0) return NONE
    if (values.length === 1 && values[0] === 'keep-alive') return KEEP_ALIVE
    const list = values.join(',').toLowerCase()
    if (!list.includes(',')) return list === '' ? NONE : [list]
    const members = list.split(',')
    return members.map(member => trimBlanks(member, 0, member.length)).filter(member => member !== '')
  }

  /** The members of Connection (RFC 9110 §7.6.1). Everybody on the way of a message asks for them. */
  get connectionOptions(): readonly string[] {
    this.#connectionOptions ??= this.membersOf('connection')
    return this.#connectionOptions
  }

  /** The line of that name; undefined where there is none, or more than one. */
  only(key: string): Field | undefined {
    let found: Field | undefined
    for (const each of this.#among(key)) {
      if (each.key !== key) continue
      if (found !== undefined) return undefined
      found = each
    }
    return found
  }

  /** Is there one line of that name, and this its value? */
  says(key: string, value: string): boolean {
    return this.only(key)?.says(value) === true
  }

  /**
   * The lines without those of certain names, as the pieces of text that they are.
   *
   * @param watched names that are all watched
   * @param others any names
   * @param replaced fields that come in their place
   */
  without(watched: ReadonlySet<string>, others: readonly string[], replaced: readonly Field[]): string {
    if (others.length > 0 || replaced.length > 1) return this.#cut(watched, others, replaced)
    const key = replaced[0]?.key
    if (this.#rest?.names !== watched || this.#rest.replaced !== key)
      this.#rest = { names: watched, replaced: key, text: this.#cut(watched, others, replaced) }
    return this.#rest.text
  }

  /** The section that stands in another text, which differs from this one's in the value of the only field with that name. */
  inText(text: string, key: string): FieldSection {
    const other = new FieldSection(
      text,
      this.#marked.map(({ key, start, end }) => new Field(key, text, start, end)),
    )
    if (key !== 'connection') other.#connectionOptions = this.#connectionOptions
    if (this.#rest?.replaced === key) other.#rest = this.#rest
    return other
  }

  #cut(watched: ReadonlySet<string>, others: readonly string[], replaced: readonly Field[]): string {
    const areWatched = others.every(key => WATCHED.has(key)) && replaced.every(({ key }) => WATCHED.has(key))
    const lines = areWatched ? this.#marked : this.all
    let text = ''
    let from = 0
    for (const { key, start, end } of lines) {
      if (!watched.has(key) && !others.includes(key) && !hasKey(replaced, key)) continue
      if (start > from) text += this.text.slice(from, start)
      from = end
    }
    return from === 0 ? this.text : text + this.text.slice(from)
  }
}

interface Rest {
  readonly names: ReadonlySet<string>
  /** The one key beside these. */
  readonly replaced: string | undefined
  readonly text: string
}

function hasKey(fields: readonly Field[], key: string): boolean {
  for (const each of fields) if (each.key === key) return true
  return false
}

/** @param text whole lines that have passed the grammar: none is without its colon and its CRLF */
function cutIntoLines(text: string): Field[] {
  const lines: Field[] = []
  for (let at = 0; at < text.length; ) {
    const line = lineAt(text, at)
    lines.push(line)
    at = line.end
  }
  return lines
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
function trimBlanks(text: string, start: number, end: number): string {
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (start < end && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isBlank(octet: number): boolean {
  return octet === 0x20 || octet === 0x09
}
