// How a body ends, decided from the head alone (RFC 9112 §6.3), and a reader for each way of ending.
// It reads from a receive buffer and knows nothing of requests and responses.

import type { FieldSection } from './fields.ts'
import { checkFieldLine } from './grammar.ts'
import { badRequest, HttpError } from './http-error.ts'
import type { Framing, Version } from './message.ts'
import type { ReceiveBuffer } from './receive-buffer.ts'

export const NO_BODY: Framing = { type: 'none' }
export const CHUNKED: Framing = { type: 'chunked' }
export const UNTIL_CLOSE: Framing = { type: 'until-close' }

/**
 * What Transfer-Encoding and Content-Length say, steps 3 to 6 of RFC 9112 §6.3; undefined where neither is there.
 * The steps before and after differ between requests and responses and stand with their readers.
 *
 * @throws HttpError 400, 501
 */
export function declaredFraming(fields: FieldSection, version: Version): Framing | undefined {
  // SOLUTION Decide how the body ends: steps 3 to 6 of RFC 9112 section 6.3, and refuse what could be read in two ways.
  const hasLength = fields.has('content-length')
  if (fields.has('transfer-encoding')) {
    // Step 3 lets Transfer-Encoding win over Content-Length and calls it a likely attack; nginx, Node and we refuse.
    if (hasLength) throw badRequest('both Content-Length and Transfer-Encoding (RFC 9112 §6.1)')
    // A 1.0 sender cannot mean it (RFC 9112 §6.1): its neighbours would find another end.
    if (version === '1.0') throw badRequest('Transfer-Encoding in an HTTP/1.0 message (RFC 9112 §6.1)')
    return chunkedOrRefused(fields.membersOf('transfer-encoding'))
  }
  return hasLength ? lengthFraming(fields.valuesOf('content-length')) : undefined
  // END SOLUTION
}

// Step 4: chunked is the only coding that we know, so it is the last and the only one.
function chunkedOrRefused(codings: readonly string[]): Framing {
  if (codings.length === 1 && codings[0] === 'chunked') return CHUNKED
  if (codings.length === 0) throw badRequest('Transfer-Encoding is empty')
  if (codings.slice(0, -1).includes('chunked'))
    throw badRequest('chunked is not the last transfer coding (RFC 9112 §6.1)')
  throw new HttpError(501, 'client', `transfer coding ${codings[0]} is not implemented`)
}

// Steps 5 and 6. Equal values may be merged; like nginx we refuse to guess why somebody sends two.
function lengthFraming(values: readonly string[]): Framing {
  const value = values[0] ?? ''
  if (values.length > 1) throw badRequest('more than one Content-Length (RFC 9112 §6.3)')
  if (!/^\d+$/.test(value)) throw badRequest('Content-Length is not a number (RFC 9110 §8.6)')
  const bytes = Number(value)
  if (!Number.isSafeInteger(bytes)) throw new HttpError(413, 'client', 'Content-Length is beyond counting')
  return bytes === 0 ? NO_BODY : { type: 'length', bytes }
}

/** Reads one body: a piece, or 'end' behind the last piece, or undefined where more bytes are needed. */
export interface BodyReader {
  read(buffer: ReceiveBuffer): Buffer | 'end' | undefined
}

/** @param limitBytes the most that a chunked body may hold, decoded; a declared length was compared before */
export function bodyReaderFor(framing: Framing, limitBytes: number): BodyReader {
  switch (framing.type) {
    case 'none':
      return NOTHING_TO_READ
    case 'length':
      return new LengthReader(framing.bytes)
    case 'chunked':
      return new ChunkedReader(limitBytes)
    case 'until-close':
      return ALL_THERE_IS
  }
}

const NOTHING_TO_READ: BodyReader = { read: () => 'end' }

// Its end is the end of the connection, which the reader of the message sees and this one does not.
const ALL_THERE_IS: BodyReader = { read: buffer => (buffer.length > 0 ? buffer.takeUpTo(buffer.length) : undefined) }

class LengthReader implements BodyReader {
  #left: number

  constructor(bytes: number) {
    this.#left = bytes
  }

  read(buffer: ReceiveBuffer): Buffer | 'end' | undefined {
    // SOLUTION Hand out what has come of the body, and not one byte of what stands behind it.
    if (this.#left === 0) return 'end'
    if (buffer.length === 0) return undefined
    const bytes = buffer.takeUpTo(this.#left)
    this.#left -= bytes.length
    return bytes
    // END SOLUTION
  }
}

// chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF (RFC 9112 §7.1)
// Twelve hexadecimal digits are 256 TiB; thirteen would leave the integers that a double holds exactly.
const CHUNK_LINE =
  /^0*([0-9A-Fa-f]{1,12})((?:[ \t]*;[ \t]*[!#$%&'*+\-.^_`|~\w]+(?:[ \t]*=[ \t]*(?:[!#$%&'*+\-.^_`|~\w]+|"(?:[\t !#-[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*"))?)*)$/

// One line of size and extensions. Extensions mean nothing to anybody here (RFC 9112 §7.1.1); nginx and Node
// allow some kilobytes, an endless one is an attack.
const CHUNK_LINE_LIMIT_BYTES = 4096
const TRAILER_LIMIT_BYTES = 16384

class ChunkedReader implements BodyReader {
  #at: 'size' | 'data' | 'data end' | 'trailers' | 'done' = 'size'
  #left = 0
  #roomBytes: number
  #trailerBytes = 0

  constructor(limitBytes: number) {
    this.#roomBytes = limitBytes
  }

  read(buffer: ReceiveBuffer): Buffer | 'end' | undefined {
    // SOLUTION Take chunk by chunk: its size, its data, the line end behind it; then the trailers, and the end.
    for (;;) {
      switch (this.#at) {
        case 'size': {
          const line = takeLimitedLine(buffer, CHUNK_LINE_LIMIT_BYTES)
          if (line === undefined) return undefined
          this.#left = this.#readSize(line)
          this.#at = this.#left === 0 ? 'trailers' : 'data'
          break
        }
        case 'data': {
          if (buffer.length === 0) return undefined
          const bytes = buffer.takeUpTo(this.#left)
          this.#left -= bytes.length
          if (this.#left === 0) this.#at = 'data end'
          return bytes
        }
        case 'data end': {
          const lineEnd = buffer.takeLineEnd()
          if (lineEnd === 'not yet') return undefined
          if (lineEnd === 'not there') throw badRequest('chunk data does not end where its size says (RFC 9112 §7.1)')
          this.#at = 'size'
          break
        }
        case 'trailers': {
          const line = takeLimitedLine(buffer, TRAILER_LIMIT_BYTES)
          if (line === undefined) return undefined
          this.#passTrailer(line)
          break
        }
        case 'done':
          return 'end'
      }
    }
    // END SOLUTION
  }

  #readSize(line: string): number {
    const match = CHUNK_LINE.exec(line)
    if (match === null) throw badRequest('a chunk does not begin with its size (RFC 9112 §7.1)')
    const size = Number.parseInt(match[1] as string, 16)
    this.#roomBytes -= size
    if (this.#roomBytes < 0) throw new HttpError(413, 'client', 'the body is too large')
    return size
  }

  // Trailers are read for their end only: merged into the head they could change framing or routing (RFC 9110 §6.5.1).
  #passTrailer(line: string): void {
    this.#trailerBytes += line.length
    if (this.#trailerBytes > TRAILER_LIMIT_BYTES) throw new HttpError(431, 'client', 'the trailers are too large')
    if (line === '') this.#at = 'done'
    else checkFieldLine(line)
  }
}

function takeLimitedLine(buffer: ReceiveBuffer, limitBytes: number): string | undefined {
  const line = buffer.takeLine()
  // A line that has not ended may already have its CR.
  if ((line?.length ?? buffer.length - 1) > limitBytes) throw badRequest('a line of the chunked coding is too long')
  return line
}
