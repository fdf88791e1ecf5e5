// Knows which characters of a text that a program had a hand in must not reach a screen or a file as they are. What
// comes out is also allowed in XML 1.0.

/**
 * All controls but line break and tab, what turns the direction of writing round, lone halves of characters, and the two
 * that are none.
 */
const UNPRINTABLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** The same text, with `\x1b` or `\u202e` for what could move a cursor, hide something or break a file. CR LF is a line break. */
export function printable(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(UNPRINTABLE, character => {
    const code = character.charCodeAt(0)
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** On one line: runs of blanks and line breaks are one blank. */
export function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, ' ').trim()
}
