// What the message writer puts into chunks, the body reader takes out again, however writer and network cut it.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bodyReaderFor, CHUNKED } from '../body.ts'
import type { HttpError } from '../http-error.ts'
import { CHUNK_END, chunkStart, LAST_CHUNK } from '../message-writer.ts'
import { ReceiveBuffer } from '../receive-buffer.ts'
import { cutAt, cuts } from './generated-requests.ts'
import { SEED } from './seed.ts'

const body = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 8 })

function chunked(pieces: readonly Uint8Array[]): Buffer {
  const chunks = pieces.map(piece =>
    Buffer.concat([Buffer.from(chunkStart(piece.length)), piece, Buffer.from(CHUNK_END)]),
  )
  return Buffer.concat([...chunks, Buffer.from(LAST_CHUNK)])
}

/** The decoded octets, and whether the end was seen. */
function decode(pieces: readonly Buffer[], limitBytes = Number.POSITIVE_INFINITY) {
  const buffer = new ReceiveBuffer()
  const reader = bodyReaderFor(CHUNKED, limitBytes)
  const decoded: Buffer[] = []
  for (const piece of pieces) {
    buffer.push(piece)
    for (let read = reader.read(buffer); read !== undefined; read = reader.read(buffer)) {
      if (read === 'end') return { bytes: Buffer.concat(decoded), ended: true, rest: buffer.length }
      decoded.push(read)
    }
  }
  return { bytes: Buffer.concat(decoded), ended: false, rest: buffer.length }
}

test(`what goes in comes out, however it is cut (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(body, cuts, (pieces, places) => {
      const { bytes, ended, rest } = decode(cutAt(chunked(pieces), places))
      expect(bytes).toEqual(Buffer.concat(pieces))
      expect({ ended, rest }).toEqual({ ended: true, rest: 0 })
    }),
    { seed: SEED, numRuns: 1000 },
  )
})

test(`a coded body that is cut short never looks whole (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(body, fc.double({ min: 0, max: 0.999, noNaN: true }), (pieces, share) => {
      const wire = chunked(pieces)
      const { bytes, ended } = decode([wire.subarray(0, Math.floor(share * wire.length))])
      expect(ended).toBe(false)
      expect(Buffer.concat(pieces).subarray(0, bytes.length)).toEqual(bytes)
    }),
    { seed: SEED, numRuns: 1000 },
  )
})

test(`the limit counts what is decoded, to the octet (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(body, fc.nat(2000), (pieces, limitBytes) => {
      const total = Buffer.concat(pieces).length
      const read = () => decode([chunked(pieces)], limitBytes)
      if (total <= limitBytes) expect(read().bytes.length).toBe(total)
      else expect(read).toThrow(expect.objectContaining({ status: 413 }) as HttpError)
    }),
    { seed: SEED, numRuns: 500 },
  )
})
