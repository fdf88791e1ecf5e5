// The field lines of a head. They stay the text that came: of most lines nobody ever asks anything, they only go on.
// So the lines whose names are asked for with every message are found once, and all others only where somebody wants them.

import { type Field, type FieldPlace, lineAt, saysAt, trimBlanks, valueAt } from './field.ts'

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

const NONE: readonly string[] = []
const KEEP_ALIVE: readonly string[] = ['keep-alive']

export class FieldSection {
  /** Whole lines that have passed the grammar, each with its CRLF. */
  readonly text: string
  /** Some lines, in order: all that have a watched name are among them. */
  readonly #marked: readonly FieldPlace[]
  #all: readonly Field[] | undefined
  #connectionOptions: readonly string[] | undefined
  /** What {@link without} gave last, for watched names alone: of heads that are used again it is asked for again. */
  #rest: Rest | undefined

  constructor(text: string, marked: readonly FieldPlace[]) {
    this.text = text
    this.#marked = marked
  }

  /** All lines, in order. */
  get all(): readonly Field[] {
    this.#all ??= cutIntoLines(this.text)
    return this.#all
  }

  /** Lines among which all with that name are. */
  #among(key: string): readonly FieldPlace[] {
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
      const value = valueAt(this.text, each)
      if (values === undefined) values = [value]
      else values.push(value)
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

  /** Where the line of that name stands; undefined where there is none, or more than one. */
  only(key: string): FieldPlace | undefined {
    let found: FieldPlace | undefined
    for (const each of this.#among(key)) {
      if (each.key !== key) continue
      if (found !== undefined) return undefined
      found = each
    }
    return found
  }

  /** Is there one line of that name, and this its value? */
  says(key: string, value: string): boolean {
    const place = this.only(key)
    return place !== undefined && saysAt(this.text, place, value)
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

  /** The section that stands in another text, as long as this one's, that differs in the value of the only field with that name. */
  inText(text: string, key: string): FieldSection {
    const other = new FieldSection(text, this.#marked)
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

function hasKey(fields: readonly FieldPlace[], key: string): boolean {
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
