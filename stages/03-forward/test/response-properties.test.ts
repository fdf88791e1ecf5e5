// What holds for every stream of a backend, however it is cut and whatever was asked.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HttpError } from '../../02-parse/http-error.ts'
import { cutAt, cuts, mutations } from '../../02-parse/test/generated-requests.ts'
import { SEED } from '../../02-parse/test/seed.ts'
import { ResponseReader } from '../response-reader.ts'

interface Answer {
  readonly method: string
  readonly status: number
  readonly body: string
  readonly wire: string
}

const octets = fc.uint8Array({ maxLength: 60 }).map(bytes => Buffer.from(bytes).toString('latin1'))
const method = fc.constantFrom('GET', 'HEAD', 'POST', 'DELETE')
const status = fc.constantFrom(200, 201, 204, 205, 304, 404, 418, 500, 599)
const interim = fc.constantFrom(
  '',
  '',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n',
)

const answer: fc.Arbitrary<Answer> = fc
  .tuple(method, status, octets, fc.boolean(), interim)
  .map(([method, status, body, chunked, interim]) => {
    const bodiless = method === 'HEAD' || status === 204 || status === 304
    const framing = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`
    const chunk = body === '' ? '' : `${body.length.toString(16)}\r\n${body}\r\n`
    const wireBody = chunked ? `${chunk}0\r\n\r\n` : body
    const head = `${interim}HTTP/1.1 ${status} Some\r\nX-A: 1\r\n${framing}\r\n\r\n`
    return { method, status, body: bodiless ? '' : body, wire: bodiless ? head : head + wireBody }
  })

function readAll(pieces: readonly Buffer[], methods: readonly string[]) {
  const asked = [...methods]
  const reader = new ResponseReader(() => {
    const method = asked.shift()
    if (method === undefined) throw new HttpError(502, 'backend', 'a response came that answers no request')
    return method
  }, 16_384)
  const read: { status: number; body: string; ended: boolean }[] = []
  try {
    for (const piece of pieces) {
      reader.push(piece)
      for (let event = reader.next(); event !== undefined; event = reader.next()) {
        const last = read.at(-1)
        if (event.type === 'head') read.push({ status: event.head.status, body: '', ended: false })
        else if (event.type === 'data' && last !== undefined) last.body += event.bytes.toString('latin1')
        else if (last !== undefined) last.ended = true
      }
    }
  } catch (error) {
    if (!(error instanceof HttpError)) throw error
    return { read, error, reader }
  }
  return { read, error: undefined, reader }
}

const answers = fc.array(answer, { minLength: 1, maxLength: 4 })
const anything = fc.oneof(
  fc.tuple(answers, mutations).map(([all, mutate]) => {
    const wire = all.map(each => each.wire).join('')
    return { text: mutate.reduce((text, each) => each(text), wire), methods: all.map(each => each.method) }
  }),
  octets.map(text => ({ text, methods: ['GET'] })),
)

test(`each response is read with its own method's rules, however the stream is cut (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(answers, cuts, (all, places) => {
      const pieces = cutAt(Buffer.from(all.map(each => each.wire).join(''), 'latin1'), places)
      const methods = all.map(each => each.method)
      const { read, error, reader } = readAll(pieces, methods)
      expect(error).toBeUndefined()
      expect(read).toEqual(all.map(({ status, body }) => ({ status, body, ended: true })))
      expect(reader.isIdle).toBe(true)
      expect(reader.finish()).toBeUndefined()
    }),
    { seed: SEED, numRuns: 1000 },
  )
})

test(`a cut changes neither what is read nor what is refused (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(anything, cuts, ({ text, methods }, places) => {
      const wire = Buffer.from(text, 'latin1')
      const whole = readAll([wire], methods)
      const inPieces = readAll(cutAt(wire, places), methods)
      const byOctet = readAll(
        [...wire].map(octet => Buffer.from([octet])),
        methods,
      )
      for (const each of [inPieces, byOctet]) {
        expect(each.read).toEqual(whole.read)
        expect(each.error?.status).toEqual(whole.error?.status)
      }
    }),
    { seed: SEED, numRuns: 1500 },
  )
})

test(`nothing makes it throw anything but a 502 that blames the backend, and it throws that again (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(anything, cuts, ({ text, methods }, places) => {
      const { error, reader } = readAll(cutAt(Buffer.from(text, 'latin1'), places), methods)
      if (error === undefined) return
      expect([error.status, error.blame]).toEqual([502, 'backend'])
      reader.push(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
      expect(() => reader.next()).toThrow(error)
      expect(() => reader.next()).toThrow(error)
    }),
    { seed: SEED, numRuns: 1500 },
  )
})

test(`a response that is cut short never looks whole (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(answer, fc.double({ min: 0, max: 0.999, noNaN: true }), ({ method, wire }, share) => {
      const cut = Math.floor(share * wire.length)
      const { read, reader } = readAll([Buffer.from(wire.slice(0, cut), 'latin1')], [method])
      expect(read.some(({ ended }) => ended)).toBe(false)
      if (!reader.isIdle) expect(() => reader.finish()).toThrow(HttpError)
    }),
    { seed: SEED, numRuns: 1000 },
  )
})

test('a head may have 64 KiB, whatever limit the conf sets to those of clients, and not one octet more', () => {
  const begin = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-A: '
  const read = (headBytes: number) => {
    const reader = new ResponseReader(() => 'GET')
    reader.push(Buffer.from(`${begin}${'x'.repeat(headBytes - begin.length - 4)}\r\n\r\n`))
    return reader.next()?.type
  }
  expect(read(65_536)).toBe('head')
  expect(() => read(65_537)).toThrow('larger than 65536')
})
