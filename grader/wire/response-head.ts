// What a response's head says to a client, and how its body ends (RFC 9112 §6.3). As strict as clients are: where the RFC
// leaves proxies a choice, every choice is taken.
import { Fault } from './complaint.ts'
import { type Field, fieldsNamed, type PlacedField, trimBlanks, withoutPlace } from './field.ts'
import type { Framing, HeadParts } from './message-machine.ts'
import { readLength } from './request-head.ts'

export interface StatusLine {
  readonly version: 'HTTP/1.1' | 'HTTP/1.0'
  /** 100 to 599. */
  readonly status: number
  /** Empty where there is none; one character an octet. */
  readonly reason: string
}

export interface ResponseHead extends StatusLine {
  readonly fields: Field[]
  /** `none` too where a Content-Length tells of a body that the method or the status rules out. */
  readonly framing: Framing
  /** Where framing is `length`. */
  readonly lengthBytes?: number
  /** The head as it came with its empty line, one character an octet. */
  readonly bytes: string
}

/**
 * RFC 9112 §4. The reason, and with it the space before it, may be absent.
 * @throws Fault
 */
export function readStatusLine(line: string, atByte: number): StatusLine {
  const version = line.slice(0, 8)
  if (version !== 'HTTP/1.1' && version !== 'HTTP/1.0') {
    const isOther = /^HTTP\/\d\.\d( |$)/.test(line)
    if (isOther) throw new Fault(`a response has the version ${version}`, atByte, 'RFC 9112 §2.3')
    throw new Fault('a response does not begin with HTTP/1.1 or HTTP/1.0', atByte, 'RFC 9112 §4')
  }
  const [, digits, reason = ''] = /^ (\d{3})(?: (.*))?$/s.exec(line.slice(8)) ?? []
  if (digits === undefined) {
    throw new Fault('a version is not followed by one space and a status of three digits', atByte + 8, 'RFC 9112 §4')
  }
  const status = Number(digits)
  if (status < 100 || status > 599) throw new Fault(`a response has the status ${digits}`, atByte + 9, 'RFC 9110 §15')
  return { version, status, reason }
}

/**
 * @param method of the request that awaits this response
 * @throws Fault
 */
export function toResponseHead({ start, fields, bytes }: HeadParts<StatusLine>, method: string): ResponseHead {
  const { version, status, reason } = start
  return { version, status, reason, fields: fields.map(withoutPlace), ...readFraming(start, fields, method), bytes }
}

export function isInterim({ status }: StatusLine): boolean {
  // RFC 9110 §15.2.2: 101 is the last that is said in HTTP.
  return status < 200 && status !== 101
}

type FramingOfHead = Pick<ResponseHead, 'framing' | 'lengthBytes'>

/** The steps of RFC 9112 §6.3 in its order, without step 7, which is about requests. */
function readFraming(start: StatusLine, fields: readonly PlacedField[], method: string): FramingOfHead {
  const codings = readCodings(start, fields)
  const lengthBytes = readLengths(fields)
  // Step 3, put first: it is wrong also where neither field counts. Nobody may send both (§6.2).
  const [length] = fieldsNamed(fields, 'content-length')
  const [coding] = fieldsNamed(fields, 'transfer-encoding')
  if (length && coding) {
    const later = Math.max(length.atByte, coding.atByte)
    throw new Fault('a response has both Content-Length and Transfer-Encoding', later, 'RFC 9112 §6.2')
  }
  // Step 2, and 101: what follows is another protocol's, up to the end of the connection.
  if (start.status === 101 || (method === 'CONNECT' && start.status >= 200 && start.status < 300)) {
    return { framing: 'until close' }
  }
  // Step 1.
  if (method === 'HEAD' || start.status < 200 || start.status === 204 || start.status === 304)
    return { framing: 'none' }
  // Step 4.
  if (coding) return { framing: codings.at(-1) === 'chunked' ? 'chunked' : 'until close' }
  // Steps 5 and 6.
  if (lengthBytes !== undefined) return { framing: 'length', lengthBytes }
  // Step 8.
  return { framing: 'until close' }
}

/** RFC 9112 §6.1: transfer codings in lower case, in the order in which they were applied. */
function readCodings({ version }: StatusLine, fields: readonly PlacedField[]): string[] {
  const [first, ...more] = fieldsNamed(fields, 'transfer-encoding')
  if (!first) return []
  if (version === 'HTTP/1.0') {
    throw new Fault('a response of HTTP/1.0 has a Transfer-Encoding', first.atByte, 'RFC 9112 §6.1')
  }
  const codings: string[] = []
  for (const { value, atByte } of [first, ...more]) {
    for (const member of value.split(',').map(each => trimBlanks(each).toLowerCase())) {
      // RFC 9110 §5.6.1.2: empty members of a list count nothing.
      if (member === '') continue
      if (codings.includes('chunked') && member === 'chunked') {
        throw new Fault('a response has the transfer coding chunked twice', atByte, 'RFC 9112 §6.1')
      }
      if (/^chunked[ \t]*;/.test(member) || !/^[!#$%&'*+\-.^_`|~0-9a-z]+([ \t]*;.*)?$/s.test(member)) {
        throw new Fault('a Transfer-Encoding is not a list of transfer codings', atByte, 'RFC 9112 §7')
      }
      codings.push(member)
    }
  }
  if (codings.length === 0) throw new Fault('a Transfer-Encoding is empty', first.atByte, 'RFC 9112 §6.1')
  return codings
}

/** RFC 9112 §6.3 step 5: repeated lengths are forgiven where all are the same valid one. */
function readLengths(fields: readonly PlacedField[]): number | undefined {
  const members = fieldsNamed(fields, 'content-length').flatMap(({ name, value, atByte }) =>
    value.split(',').map(each => ({ name, value: trimBlanks(each), atByte })),
  )
  let lengthBytes: number | undefined
  for (const member of members) {
    const itsBytes = readLength(member)
    if (lengthBytes !== undefined && itsBytes !== lengthBytes) {
      throw new Fault('a response has several Content-Lengths that differ', member.atByte, 'RFC 9112 §6.3')
    }
    lengthBytes = itsBytes
  }
  return lengthBytes
}
