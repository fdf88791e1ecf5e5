// What a reader said, as the lines that case documents hold. Pieces of a body that follow each other are one line:
// how a body is cut into pieces is no business of whoever reads it.

import type { FieldSection } from '../fields.ts'
import { HttpError } from '../http-error.ts'
import type { Framing, MessageEvent } from '../message.ts'
import { toNotation } from './wire-notation.ts'

export class Transcript<Head extends { readonly fields: FieldSection }> {
  readonly lines: string[] = []
  readonly #tellHead: (head: Head) => string

  constructor(tellHead: (head: Head) => string) {
    this.#tellHead = tellHead
  }

  add(event: MessageEvent<Head>): void {
    if (event.type === 'head') {
      const fields = event.head.fields.all.map(({ name, value }) => `  ${name}: ${toNotation(value)}`)
      this.lines.push(`head ${this.#tellHead(event.head)}`, ...fields)
    } else if (event.type === 'end') this.lines.push('end')
    else this.#addData(toNotation(event.bytes))
  }

  #addData(octets: string): void {
    const before = this.lines.at(-1)?.startsWith('data ') ? this.lines.pop() : undefined
    // A CR and its LF may have come in two pieces.
    this.lines.push((before === undefined ? `data ${octets}` : before + octets).replaceAll('␍␊', '⏎'))
  }

  /** @throws what is no HttpError: it is a fault of ours and no reading of the bytes */
  addError(error: unknown): void {
    if (!(error instanceof HttpError)) throw error
    this.lines.push(`error ${error.status}: ${error.message}`)
  }
}

export function tellFraming(framing: Framing): string {
  switch (framing.type) {
    case 'none':
      return 'no body'
    case 'length':
      return `body of ${framing.bytes}`
    case 'chunked':
      return 'chunked body'
    case 'until-close':
      return 'body until close'
  }
}

/** What was said, without what the expectation does not speak of: the fields of a head, the end of an error's message. */
export function asFarAsExpected(said: readonly string[], expected: readonly string[]): string[] {
  const speaksOfFields = expected.some(line => line.startsWith('  '))
  const told = speaksOfFields ? [...said] : said.filter(line => !line.startsWith('  '))
  return told.map((line, at) => {
    const wanted = expected[at] ?? ''
    return /^error \d{3}: /.test(wanted) && line.startsWith('error ') && sameError(line, wanted) ? wanted : line
  })
}

function sameError(line: string, wanted: string): boolean {
  const [, status, words] = /^error (\d{3}): (.*)$/.exec(wanted) ?? []
  return line.startsWith(`error ${status}: `) && line.includes(words as string)
}
