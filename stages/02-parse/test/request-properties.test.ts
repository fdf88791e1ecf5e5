// What holds for every stream of octets, whoever sends it and however it is cut. Inputs are drawn; a failure prints the
// smallest input that fails and the seed that finds it again.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HttpError } from '../http-error.ts'
import { RequestReader } from '../request-reader.ts'
import { anyRequest, cutAt, cuts, mutated } from './generated-requests.ts'
import { LIMITS, readAll } from './read-all.ts'
import { SEED } from './seed.ts'

const streams = fc.array(anyRequest, { minLength: 1, maxLength: 4 })
const anything = fc.oneof(
  mutated(anyRequest),
  fc.tuple(anyRequest, mutated(anyRequest)).map(([{ wire }, bad]) => wire + bad),
  fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes).toString('latin1')),
)

test(`requests are read as they were written, however the stream is cut (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(streams, cuts, (requests, places) => {
      const wire = Buffer.from(requests.map(each => each.wire).join(''), 'latin1')
      const { requests: read, error, reader } = readAll(cutAt(wire, places))
      expect(error).toBeUndefined()
      expect(read).toEqual(
        requests.map(({ method, target, fields, body }) => ({ method, target, fields, body, ended: true })),
      )
      expect(reader.pendingBytes).toBe(0)
      expect(reader.state).toBe('idle')
      expect(() => reader.finish()).not.toThrow()
    }),
    { seed: SEED, numRuns: 1000 },
  )
})

test(`a request is read in the same way whatever was read before it on the connection (SEED=${SEED})`, () => {
  // Few lines for many requests, so that one often has the lines of the one before, in the other version too.
  const lines = fc.constantFrom(
    'Host: a\r\n',
    'Host: a\r\nX: 1\r\n',
    'Host: a\r\nConnection: x\r\n',
    'Host: a\r\nContent-Length: 2\r\n',
    'Host: a\r\nTransfer-Encoding: chunked\r\n',
    `Host: a\r\nX: ${'y'.repeat(5000)}\r\n`,
    '',
  )
  const target = fc.constantFrom('/', '/b', 'http://c/d')
  const requests = fc.array(fc.tuple(target, fc.constantFrom('1.0', '1.1'), lines), { minLength: 2, maxLength: 8 })
  fc.assert(
    fc.property(requests, all => {
      const reader = new RequestReader(LIMITS)
      for (const [target, version, lines] of all) {
        const body = lines.includes('Length') ? 'xy' : lines.includes('chunked') ? '0\r\n\r\n' : ''
        const wire = Buffer.from(`GET ${target} HTTP/${version}\r\n${lines}\r\n${body}`, 'latin1')
        const alone = headOrError(new RequestReader(LIMITS), wire)
        expect(headOrError(reader, wire)).toEqual(alone)
        if (typeof alone === 'number') return
        while (reader.next()?.type !== 'end');
      }
    }),
    { seed: SEED, numRuns: 1000 },
  )
})

function headOrError(reader: RequestReader, wire: Buffer): unknown {
  reader.push(Buffer.from(wire))
  try {
    const event = reader.next()
    if (event?.type !== 'head') return undefined
    return { ...event.head, fields: event.head.fields.text }
  } catch (error) {
    return (error as HttpError).status
  }
}

test(`a cut changes neither what is read nor what is refused (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(anything, cuts, (text, places) => {
      const wire = Buffer.from(text, 'latin1')
      const whole = readAll([wire])
      const inPieces = readAll(cutAt(wire, places))
      const byOctet = readAll([...wire].map(octet => Buffer.from([octet])))
      for (const each of [inPieces, byOctet]) {
        expect(each.requests).toEqual(whole.requests)
        expect(each.error?.status).toEqual(whole.error?.status)
      }
    }),
    { seed: SEED, numRuns: 1500 },
  )
})

test(`nothing makes it throw anything but an error that blames the client, and it throws that again (SEED=${SEED})`, () => {
  const limits = fc.record({ headBytes: fc.nat(200), targetBytes: fc.nat(50), bodyBytes: fc.nat(20) })
  fc.assert(
    fc.property(anything, cuts, limits, (text, places, limits) => {
      const { error, reader } = readAll(cutAt(Buffer.from(text, 'latin1'), places), limits)
      if (error === undefined) return
      expect(error.blame).toBe('client')
      expect([400, 413, 414, 431, 501, 505]).toContain(error.status)
      reader.push(Buffer.from('GET / HTTP/1.1\r\nHost: h\r\n\r\n'))
      expect(() => reader.next()).toThrow(error)
      expect(() => reader.next()).toThrow(error)
    }),
    { seed: SEED, numRuns: 1500 },
  )
})

test(`no octet is lost: what was not told still waits, untouched (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(streams, fc.uint8Array({ maxLength: 50 }), cuts, (requests, rest, places) => {
      const wire = Buffer.from(requests.map(each => each.wire).join(''), 'latin1')
      const reader = new RequestReader(LIMITS)
      for (const piece of cutAt(Buffer.concat([wire, rest]), places)) reader.push(piece)
      let ends = 0
      let bodyBytes = 0
      while (ends < requests.length) {
        const event = reader.next()
        if (event === undefined) throw new Error('it waits for more')
        if (event.type === 'end') ends += 1
        if (event.type === 'data') bodyBytes += event.bytes.length
      }
      expect(reader.pendingBytes).toBe(rest.length)
      expect(bodyBytes).toBe(requests.reduce((sum, { body }) => sum + body.length, 0))
    }),
    { seed: SEED, numRuns: 1000 },
  )
})

test('a body of known length is told to the octet, and what is told or waits is all that came', () => {
  fc.assert(
    fc.property(fc.nat(100), fc.uint8Array({ maxLength: 150 }), cuts, (length, octets, places) => {
      const reader = new RequestReader(LIMITS)
      reader.push(Buffer.from(`PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: ${length}\r\n\r\n`))
      for (const piece of cutAt(Buffer.from(octets), places)) reader.push(piece)
      expect(reader.next()?.type).toBe('head')
      const told: Buffer[] = []
      for (let event = reader.next(); event?.type === 'data'; event = reader.next()) told.push(event.bytes)
      const body = Buffer.concat(told)
      expect(body).toEqual(Buffer.from(octets).subarray(0, length))
      expect(reader.pendingBytes).toBe(octets.length - body.length)
    }),
    { numRuns: 500 },
  )
})
