// Memory that is lent: over it is written again only where nobody has kept any of it.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ReadBuffer } from '../read-buffer.ts'

const KIB = 1024

/** What comes over the wire: into the memory, then lent. */
function bring(buffer: ReadBuffer, bytes: Buffer, receive: (bytes: Buffer) => number): void {
  bytes.copy(buffer.memory)
  buffer.lend(bytes.length, receive)
}

test('what is not needed any more makes room for what comes next', () => {
  const buffer = new ReadBuffer()
  const { memory } = buffer
  bring(buffer, Buffer.from('a head is copied at once'), () => 0)
  bring(buffer, Buffer.from('a body that is sent at once'), bytes => {
    buffer.release(bytes)
    return bytes.length
  })
  expect(buffer.memory).toBe(memory)
})

test('what is kept stays as it is, also where another part of it has been released', () => {
  const buffer = new ReadBuffer()
  const kept: Buffer[] = []
  bring(buffer, Buffer.from('sent kept'), bytes => {
    buffer.release(bytes.subarray(0, 5))
    kept.push(bytes.subarray(5))
    return bytes.length
  })
  bring(buffer, Buffer.from('something else'), () => 0)
  expect(kept.map(String)).toEqual(['kept'])
})

test('bytes of somebody else’s, released at the same time, make no room', () => {
  const [buffer, other] = [new ReadBuffer(), new ReadBuffer()]
  const { memory } = buffer
  bring(buffer, Buffer.from('kept'), bytes => {
    buffer.release(other.memory.subarray(0, bytes.length))
    return bytes.length
  })
  expect(buffer.memory).not.toBe(memory)
})

describe('how much is read at once', () => {
  const lengthBehind = (...lengths: number[]) => {
    const buffer = new ReadBuffer()
    for (const length of lengths) buffer.lend(length, () => 0)
    return buffer.memory.length / KIB
  }

  test('is 64 KiB, and four times that once so much has come in one piece', () => {
    expect(lengthBehind()).toBe(64)
    expect(lengthBehind(64 * KIB - 1)).toBe(64)
    expect(lengthBehind(64 * KIB)).toBe(256)
    expect(lengthBehind(64 * KIB, 256 * KIB, 100)).toBe(256)
  })

  test('becomes little again where little is kept: or it would keep much', () => {
    const buffer = new ReadBuffer()
    buffer.lend(64 * KIB, () => 0)
    buffer.lend(100, bytes => bytes.length)
    expect(buffer.memory.length).toBe(64 * KIB)
  })
})

test('whatever comes and whatever is kept of it, nothing that is kept ever changes', () => {
  const piece = fc.record({
    length: fc.integer({ min: 1, max: 64 * KIB }),
    keptFrom: fc.integer({ min: 0, max: 64 * KIB }),
  })
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), pieces => {
      const buffer = new ReadBuffer()
      const kept: { bytes: Buffer; octet: number }[] = []
      for (const [octet, { length, keptFrom }] of pieces.entries()) {
        bring(buffer, Buffer.alloc(length, octet), bytes => {
          buffer.release(bytes.subarray(0, keptFrom))
          kept.push({ bytes: bytes.subarray(keptFrom), octet })
          return length
        })
      }
      return kept.every(({ bytes, octet }) => bytes.every(each => each === octet))
    }),
  )
})
