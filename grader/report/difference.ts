// Knows how what was expected and what arrived are laid side by side, and when a caret says more than the two alone.

import { excerpt, firstDifference } from '../wire/show-bytes.ts'
import { printable } from './printable.ts'
import { moreOctets, visibleLines } from './timeline.ts'
import { counted } from './wording.ts'

/** Of a value this much is shown; the whole is in the JSON. */
const SHOWN_LINES = 8
const SHOWN_CHARACTERS = 800
const LABEL_WIDTH = 10

/** Prose as it is; what has control characters as visible bytes. At most eight lines, then how much more there is. */
export function shownValue(value: string): string[] {
  const shown = value.slice(0, SHOWN_CHARACTERS)
  const lines = hasControls(shown) ? visibleLines(shown) : printable(shown).split('\n')
  const kept = lines.slice(0, SHOWN_LINES)
  if (lines.length > SHOWN_LINES) kept.push(`‹… ${counted(lines.length - SHOWN_LINES, 'more line')}›`)
  if (value.length > SHOWN_CHARACTERS) kept.push(moreOctets(value.length - SHOWN_CHARACTERS))
  return kept
}

/** Both sides around their first difference with carets, five lines; undefined where the two alone say it. */
export function differenceLines(expected: string | null, actual: string | null, width = 100): string[] | undefined {
  if (expected === null || actual === null) return undefined
  const found = firstDifference(expected, actual)
  if (found === undefined || !needsCaret(expected, actual, found.at)) return undefined
  const side = (label: string, bytes: string) => {
    const { text, caret } = narrowExcerpt(bytes, found.at, width - LABEL_WIDTH)
    return [label.padEnd(LABEL_WIDTH) + text, ' '.repeat(LABEL_WIDTH) + caret]
  }
  return [
    `first difference behind ${counted(found.at, 'octet')}`,
    ...side('expected', expected),
    ...side('arrived', actual),
  ]
}

/** A caret below a line that was wrapped points nowhere: as many octets around the place as fit. */
function narrowExcerpt(bytes: string, at: number, width: number): { readonly text: string; readonly caret: string } {
  let around = 36
  while (around > 2 && excerpt(bytes, at, around).text.length > width) around -= 1
  return excerpt(bytes, at, around)
}

/** What looks alike needs one, and bytes do; two sentences that say different things say it themselves. */
function needsCaret(expected: string, actual: string, at: number): boolean {
  if (expected.trim() === actual.trim()) return true
  if (hasControls(expected) || hasControls(actual)) return at > 0
  const longer = Math.max(expected.length, actual.length)
  return longer > 40 && at + sharedEnd(expected, actual, at) > longer / 2
}

/** How many characters both end with, behind the place where they differ. */
function sharedEnd(one: string, other: string, at: number): number {
  const most = Math.min(one.length, other.length) - at
  let count = 0
  while (count < most && one.at(-1 - count) === other.at(-1 - count)) count += 1
  return count
}

function hasControls(text: string): boolean {
  return /[\x00-\x1f\x7f]/.test(text)
}
