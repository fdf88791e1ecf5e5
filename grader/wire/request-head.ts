// What a request's head says, read as the strictest backend would: what could be understood in two ways is a fault.
import { Fault } from './complaint.ts'
import { type Field, fieldsNamed, firstNoTokenOctet, type PlacedField, withoutPlace } from './field.ts'
import type { HeadParts } from './message-machine.ts'
import { showOctet } from './show-bytes.ts'

export interface RequestLine {
  readonly method: string
  /** As it came: origin form, or `*`. One character an octet. */
  readonly target: string
  readonly version: 'HTTP/1.1' | 'HTTP/1.0'
}

export interface RequestHead extends RequestLine {
  readonly fields: Field[]
  readonly framing: 'none' | 'length' | 'chunked'
  /** Where framing is `length`. */
  readonly lengthBytes?: number
  /** The head as it came with its empty line, one character an octet. */
  readonly bytes: string
}

/**
 * RFC 9112 §3
 * @throws Fault
 */
export function readRequestLine(line: string, atByte: number): RequestLine {
  if (line === '') throw new Fault('an empty line stands where a request line must', atByte, 'RFC 9112 §2.2')
  const methodEnd = line.indexOf(' ')
  const method = methodEnd === -1 ? line : line.slice(0, methodEnd)
  if (method === '') throw new Fault('a request line begins with a space', atByte, 'RFC 9112 §3')
  const wrong = firstNoTokenOctet(method)
  if (wrong !== -1)
    throw new Fault(`a method has the octet ${showOctet(method, wrong)}`, atByte + wrong, 'RFC 9112 §3.1')
  if (methodEnd === -1) throw new Fault('a request line ends behind its method', atByte + line.length, 'RFC 9112 §3')

  const targetFrom = methodEnd + 1
  const targetEnd = line.indexOf(' ', targetFrom)
  const target = line.slice(targetFrom, targetEnd === -1 ? line.length : targetEnd)
  // RFC 9112 §3.2 on what recipients may do about blanks here: no sender may count on it.
  if (target === '')
    throw new Fault('a request line has no target behind one space', atByte + targetFrom, 'RFC 9112 §3')
  checkTarget(method, target, atByte + targetFrom)
  if (targetEnd === -1) throw new Fault('a request line has no version', atByte + line.length, 'RFC 9112 §3')
  return { method, target, version: readVersion(line.slice(targetEnd + 1), atByte + targetEnd + 1) }
}

/** @throws Fault */
export function toRequestHead({ start, fields, bytes, endAtByte }: HeadParts<RequestLine>): RequestHead {
  const { method, target, version } = start
  checkHost(version, fields, endAtByte)
  return { method, target, version, fields: fields.map(withoutPlace), ...readFraming(version, fields), bytes }
}

function checkTarget(method: string, target: string, atByte: number): void {
  const wrong = target.search(/[^\x21-\x7e\x80-\xff]/)
  if (wrong !== -1) {
    throw new Fault(`a target has the octet ${showOctet(target, wrong)}`, atByte + wrong, 'RFC 9112 §3.2')
  }
  if (target.startsWith('/') || (target === '*' && method === 'OPTIONS')) return
  if (target === '*') throw new Fault('the target * belongs to OPTIONS alone', atByte, 'RFC 9112 §3.2.4')
  const reason = 'a target does not begin with "/": proxies send the origin form to backends'
  throw new Fault(reason, atByte, 'RFC 9112 §3.2.1')
}

/** RFC 9112 §2.3: a proxy sends its own version, and it speaks one of these to backends. */
function readVersion(text: string, atByte: number): RequestLine['version'] {
  if (text === 'HTTP/1.1' || text === 'HTTP/1.0') return text
  const extra = /^HTTP\/\d\.\d(?=[ \t])/.exec(text)
  if (extra) throw new Fault('a blank stands behind the version', atByte + extra[0].length, 'RFC 9112 §3')
  if (/^HTTP\/\d\.\d$/.test(text)) throw new Fault(`a request has the version ${text}`, atByte, 'RFC 9112 §2.3')
  if (/^[ \t]/.test(text)) throw new Fault('more than one space stands before the version', atByte, 'RFC 9112 §3')
  throw new Fault('a request line does not end with HTTP/1.1 or HTTP/1.0', atByte, 'RFC 9112 §2.3')
}

/** RFC 9112 §3.2 */
function checkHost(version: RequestLine['version'], fields: readonly PlacedField[], endAtByte: number): void {
  const [first, second] = fieldsNamed(fields, 'host')
  if (second) throw new Fault('a request has more than one Host', second.atByte, 'RFC 9112 §3.2')
  if (!first && version === 'HTTP/1.1') throw new Fault('a request has no Host', endAtByte, 'RFC 9112 §3.2')
}

/** RFC 9112 §6.3 for requests, less everything that it allows recipients to repair. */
function readFraming(
  version: RequestLine['version'],
  fields: readonly PlacedField[],
): Pick<RequestHead, 'framing' | 'lengthBytes'> {
  const [length, otherLength] = fieldsNamed(fields, 'content-length')
  const [coding, otherCoding] = fieldsNamed(fields, 'transfer-encoding')
  if (length && coding) {
    const later = Math.max(length.atByte, coding.atByte)
    throw new Fault('a request has both Content-Length and Transfer-Encoding', later, 'RFC 9112 §6.2')
  }
  if (otherLength) throw new Fault('a request has more than one Content-Length', otherLength.atByte, 'RFC 9110 §8.6')
  if (otherCoding) throw new Fault('a request has more than one Transfer-Encoding', otherCoding.atByte, 'RFC 9112 §6.1')
  if (length) return { framing: 'length', lengthBytes: readLength(length) }
  if (!coding) return { framing: 'none' }
  if (version === 'HTTP/1.0') {
    throw new Fault('a request of HTTP/1.0 has a Transfer-Encoding', coding.atByte, 'RFC 9112 §6.1')
  }
  if (coding.value.toLowerCase() !== 'chunked') {
    throw new Fault('a Transfer-Encoding is not exactly chunked', coding.atByte, 'RFC 9112 §6.1')
  }
  return { framing: 'chunked' }
}

/**
 * RFC 9110 §8.6
 * @throws Fault
 */
export function readLength({ value, atByte }: PlacedField): number {
  if (!/^[0-9]+$/.test(value)) throw new Fault('a Content-Length is not a row of digits', atByte, 'RFC 9110 §8.6')
  const lengthBytes = Number(value)
  if (!Number.isSafeInteger(lengthBytes)) {
    throw new Fault('a Content-Length is too large to be counted', atByte, 'RFC 9110 §8.6')
  }
  return lengthBytes
}
