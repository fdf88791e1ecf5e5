// The field section that was read last on a backend's connection. Answers to the same request differ in the id that comes back, and
// until the clock's next second in nothing else: what has been read is not read again, as with a client's requests (RequestReader).

import type { FieldSection } from '../02-parse/fields.ts'
import { FIELD_VALUE, readFields } from '../02-parse/grammar.ts'

const ID = 'x-request-id'
/** A larger one is not kept: there may be hundreds of connections. */
const KEPT_BYTES = 4096

export class LastSection {
  #last: FieldSection | undefined
  /** Where the value of its id stands, and all that stands before and behind that; without one id all stands before it. */
  #from = 0
  #to = 0
  #before = ''
  #behind = ''

  /** Like {@link readFields}. */
  read(text: string): FieldSection {
    const last = this.#last
    if (last?.text === text) return last
    if (last === undefined || !this.#isLike(text)) return this.#keep(readFields(text))
    this.#last = last.inText(text, ID)
    return this.#last
  }

  /** Is it the last one with another value for the id? Equality is cheap; startsWith and endsWith go octet by octet. */
  #isLike(text: string): boolean {
    return (
      text.length === this.#to + this.#behind.length &&
      text.slice(0, this.#from) === this.#before &&
      text.slice(this.#to) === this.#behind &&
      FIELD_VALUE.test(text.slice(this.#from, this.#to))
    )
  }

  #keep(fields: FieldSection): FieldSection {
    const { text } = fields
    const id = fields.only(ID)
    this.#last = text.length <= KEPT_BYTES ? fields : undefined
    this.#from = id === undefined ? text.length : id.start + ID.length + 1
    this.#to = id === undefined ? text.length : id.end - 2
    this.#before = text.slice(0, this.#from)
    this.#behind = text.slice(this.#to)
    return fields
  }
}
