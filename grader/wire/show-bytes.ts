// Octets for the eye: every one visible, none mistaken for another. Octets are given as text, one character each (latin1).
// What it says itself stands in ‹›, which are no octets. Knows nothing of HTTP.

export interface Excerpt {
  /** One line. */
  readonly text: string
  /** A line with a `^` below the first character of the octet that is meant. */
  readonly caret: string
}

export interface Difference {
  /** Index of the first octet in which they differ; the length of the shorter where that is all. */
  readonly at: number
  readonly expected: Excerpt
  readonly actual: Excerpt
}

/**
 * All octets, with a line break behind each line end. A line break itself stands for nothing: line ends are written as
 * `\r\n`, `\n` and `\r`. Characters that are no octets stay as they are.
 */
export function showBytes(bytes: string): string {
  return bytes.replace(/\r\n|[\0-\x1f\\\x7f-\xff]/g, octets => {
    const shown = showSign(octets)
    return octets.endsWith('\n') ? `${shown}\n` : shown
  })
}

/** All octets on one line. */
export function showInline(bytes: string): string {
  return bytes.replace(/[\0-\x1f\\\x7f-\xff]/g, showSign)
}

/** One octet, in words where a sign would be overlooked: `"a"`, `space`, `\x00`. */
export function showOctet(bytes: string, at: number): string {
  const octet = bytes.charAt(at)
  if (octet === ' ') return 'space'
  return /[\x21-\x7e]/.test(octet) && octet !== '\\' ? `"${octet}"` : showSign(octet)
}

/**
 * The octets around one of them.
 * @param at index of the octet; `bytes.length` or more means the end behind the last
 * @param around how many octets to show on either side
 */
export function excerpt(bytes: string, at: number, around = 40): Excerpt {
  const place = Math.max(0, Math.min(at, bytes.length))
  const from = Math.max(0, place - around)
  const to = Math.min(bytes.length, place + around + 1)
  const before = leftOut(from, 'before') + showInline(bytes.slice(from, place))
  const rest = place === bytes.length ? '‹end›' : showInline(bytes.slice(place, to))
  return { text: before + rest + leftOut(bytes.length - to, 'behind'), caret: `${' '.repeat(before.length)}^` }
}

/** Where two texts part, shown on both sides; undefined where they are equal. */
export function firstDifference(expected: string, actual: string): Difference | undefined {
  if (expected === actual) return undefined
  const most = Math.min(expected.length, actual.length)
  let at = 0
  while (at < most && expected.charCodeAt(at) === actual.charCodeAt(at)) at++
  return { at, expected: excerpt(expected, at), actual: excerpt(actual, at) }
}

/**
 * The first `limit` octets, and how many are missing then. Octets go in and come out, so that it can be shown afterwards:
 * `showBytes(shorten(bytes, 200))`.
 */
export function shorten(text: string, limit: number): string {
  const missing = text.length - limit
  return missing <= 0 ? text : text.slice(0, limit) + leftOut(missing, 'left out')
}

function leftOut(count: number, words: string): string {
  return count === 0 ? '' : `‹${count.toLocaleString('en')} ${count === 1 ? 'octet' : 'octets'} ${words}›`
}

const SIGNS: Readonly<Record<string, string>> = {
  '\r\n': '\\r\\n',
  '\r': '\\r',
  '\n': '\\n',
  '\t': '\\t',
  '\\': '\\\\',
}

function showSign(octets: string): string {
  return SIGNS[octets] ?? `\\x${octets.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}
