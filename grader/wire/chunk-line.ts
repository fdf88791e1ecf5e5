// The line before a chunk's data: its size and its extensions (RFC 9112 §7.1), read with the strictest grammar.
import { Fault } from './complaint.ts'

const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+"
const QUOTED = '"(?:[\\t \\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t \\x21-\\x7e\\x80-\\xff])*"'
/** RFC 9112 §7.1.1 without the blanks that it has recipients read: a sender must not send them (RFC 9110 §5.6.3). */
const EXTENSION = new RegExp(`;${TOKEN}(?:=(?:${TOKEN}|${QUOTED}))?`, 'y')

/**
 * @param line without its CR LF
 * @param atByte where it began
 * @returns the size in octets; 0 ends the body
 * @throws Fault
 */
export function readChunkLine(line: string, atByte: number): number {
  const digits = /^[0-9A-Fa-f]*/.exec(line)?.[0] ?? ''
  if (digits === '') throw new Fault('a chunk does not begin with a hexadecimal size', atByte, 'RFC 9112 §7.1')
  const sizeBytes = Number.parseInt(digits, 16)
  // RFC 9112 §7.1: recipients must expect large sizes and not lose precision over them.
  if (!Number.isSafeInteger(sizeBytes))
    throw new Fault('a chunk size is too large to be counted', atByte, 'RFC 9112 §7.1')
  const end = skipExtensions(line, digits.length)
  if (end === line.length) return sizeBytes
  const [reason, spec] =
    end === digits.length && line[end] !== ';'
      ? ['a chunk size is followed by something that is neither CR LF nor an extension', 'RFC 9112 §7.1']
      : ['a chunk extension is not ";name", ";name=token" or ";name="quoted""', 'RFC 9112 §7.1.1']
  throw new Fault(reason, atByte + end, spec)
}

/** Index of the first octet that belongs to no well-formed extension. */
function skipExtensions(line: string, from: number): number {
  let end = from
  EXTENSION.lastIndex = end
  while (EXTENSION.test(line)) end = EXTENSION.lastIndex
  return end
}
