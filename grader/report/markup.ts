// Knows how HTML, SVG and XML are put together safely: whatever a template is filled with is made printable and escaped,
// unless it is markup itself. Bytes come from programs that nobody trusts.

import { printable } from './printable.ts'

export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

/** Markup as it is, a list one behind the other, `null` and `undefined` as nothing; everything else escaped. */
export type Filling = Markup | string | number | null | undefined | readonly Filling[]

export function markup(parts: TemplateStringsArray, ...fillings: readonly Filling[]): Markup {
  return new Markup(parts.map((part, i) => part + (i < fillings.length ? fill(fillings[i]) : '')).join(''))
}

/** For text and for values of attributes in double quotes. Line breaks stay; in XML's attributes write one line. */
export function escapeMarkup(text: string): string {
  return printable(text).replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}

function fill(filling: Filling): string {
  if (filling === null || filling === undefined) return ''
  if (filling instanceof Markup) return filling.text
  if (typeof filling === 'string') return escapeMarkup(filling)
  if (typeof filling === 'number') return escapeMarkup(String(filling))
  return filling.map(fill).join('')
}
