// What all blocks of a pcapng file have in common: type, length at both ends, options, alignment. Knows no packet and no
// file. Sections are those of draft-ietf-opsawg-pcapng. Little-endian throughout (§3.6.1).

export interface Option {
  readonly code: number
  readonly value: Buffer
}

/** §3.5, Table 1. */
const OPT_ENDOFOPT = 0
const OPT_COMMENT = 1
/** An option's length is a 16-bit number (§3.5); a comment longer than a screen is read by nobody. */
const MOST_TEXT_BYTES = 8192
/** Control characters but tab and line feed: a terminal obeys some of them, and readers end a string at NUL (§3.5). */
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g

/** A block of this type (§3.1). The body's pieces are each aligned; no option list is written where there is no option. */
export function toBlock(type: number, body: readonly Buffer[], options: readonly Option[] = []): Buffer {
  const parts = [...body.flatMap(aligned), ...(options.length === 0 ? [] : toOptionList(options))]
  const length = 12 + parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([uint32(type), uint32(length), ...parts, uint32(length)], length)
}

/** §3.5: UTF-8, not terminated. */
export function textOption(code: number, text: string): Option {
  return { code, value: toText(text) }
}

export function commentOption(text: string): Option {
  return textOption(OPT_COMMENT, text)
}

/** Valid UTF-8 (§3.6.3: writers must write nothing else) without control characters, cut where it is too long. */
export function toText(text: string): Buffer {
  const printable = text.replaceAll('\r\n', '\n').replace(UNPRINTABLE, '·').toWellFormed()
  const bytes = Buffer.from(printable, 'utf8')
  if (bytes.length <= MOST_TEXT_BYTES) return bytes
  let end = MOST_TEXT_BYTES - 3
  // Not in the middle of a character: RFC 3629 §3.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return Buffer.concat([bytes.subarray(0, end), Buffer.from('…')])
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

/** §3.6.2: padded with zeroes to 32 bits. */
export function aligned(bytes: Buffer): Buffer[] {
  const missing = -bytes.length & 3
  return missing === 0 ? [bytes] : [bytes, Buffer.alloc(missing)]
}

function toOptionList(options: readonly Option[]): Buffer[] {
  const end = { code: OPT_ENDOFOPT, value: Buffer.alloc(0) }
  return [...options, end].flatMap(({ code, value }) => [uint16(code), uint16(value.length), ...aligned(value)])
}
