// What holds for all octets: however they are cut, they say the same; whatever they are, nothing throws.
import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RequestParser } from '../request-parser.ts'
import { ResponseParser } from '../response-parser.ts'
import { type Drawn, request, response } from './generated.ts'
import { heardFrom } from './heard.ts'
import { type AnyEvent, transcriptOf } from './transcript.ts'

interface Parser {
  push(bytes: Buffer): AnyEvent[]
  end(): AnyEvent[]
}

interface Kind {
  readonly kind: string
  readonly message: fc.Arbitrary<Drawn>
  readonly makeParser: (methods: readonly string[]) => Parser
}

const KINDS: readonly Kind[] = [
  { kind: 'requests', message: request, makeParser: () => new RequestParser() },
  {
    kind: 'responses',
    message: response,
    makeParser: methods => {
      const parser = new ResponseParser()
      for (const method of methods) parser.expect(method)
      return parser
    },
  },
]

/** Replaces some octets of lawful messages by others that mean something. */
const spoiling = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'\r\n\0 \t:;,0"5gH\x80')), { maxLength: 3 })

describe.each(KINDS)('$kind', ({ message, makeParser }) => {
  const messages = fc.array(message, { minLength: 1, maxLength: 3 })
  const cuts = fc.array(fc.nat(), { maxLength: 12 })

  test('that are lawful are heard as they were meant, however they are cut', () => {
    fc.assert(
      fc.property(messages, cuts, (drawn, places) => {
        const parser = makeParser(drawn.map(({ method }) => method))
        const events = cut(wireOf(drawn), places).flatMap(each => parser.push(each))
        expect(heardFrom([...events, ...parser.end()])).toEqual(drawn.map(({ wire: _wire, ...meant }) => meant))
      }),
      { numRuns: 500 },
    )
  })

  test('that are spoiled say the same, however they are cut, and throw nothing', () => {
    let complaints = 0
    fc.assert(
      fc.property(messages, spoiling, cuts, (drawn, spoils, places) => {
        const wire = spoil(wireOf(drawn), spoils)
        const methods = drawn.map(({ method }) => method)
        const [whole, inPieces] = [[wire], cut(wire, places)].map(pieces => {
          const parser = makeParser(methods)
          const events = pieces.flatMap(each => parser.push(each))
          return [...events, ...parser.end()]
        })
        expect(transcriptOf(inPieces ?? [])).toEqual(transcriptOf(whole ?? []))
        expect(placeOf(inPieces ?? [])).toBe(placeOf(whole ?? []))
        if (placeOf(whole ?? []) !== undefined) complaints++
      }),
      { numRuns: 1500 },
    )
    expect(complaints).toBeGreaterThan(300)
  })

  test('may be any octets: nothing throws, and a complaint points into them', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 5 }), chunks => {
        const parser = makeParser(['GET'])
        const events = chunks.flatMap(each => parser.push(Buffer.from(each)))
        const size = chunks.reduce((sum, each) => sum + each.length, 0)
        expect(placeOf(events) ?? 0).toBeLessThanOrEqual(size)
        parser.end()
        expect(parser.push(Buffer.from('x'))).toEqual([])
        expect(parser.end()).toEqual([])
      }),
      { numRuns: 500 },
    )
  })
})

test('data is not copied: it shares the memory of what was pushed', () => {
  const parser = new RequestParser()
  const head = 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n'
  const chunk = Buffer.from(`${head}abc`)
  const data = parser.push(chunk).find(({ kind }) => kind === 'data')
  chunk.write('xyz', head.length)
  expect(data).toMatchObject({ bytes: Buffer.from('xyz') })
})

test('many small pieces of a head cost no more than a few', () => {
  const parser = new RequestParser()
  const line = Buffer.from('a:\r\n')
  parser.push(Buffer.from('GET / HTTP/1.1\r\nHost: h\r\n'))
  // Near the limit of a head, octet by octet: a parser that looks again at what it has seen would take minutes here.
  for (let lines = 0; lines < 260_000; lines++) for (const octet of line) parser.push(Buffer.of(octet))
  expect(parser.push(Buffer.from('\r\n')).map(({ kind }) => kind)).toEqual(['head', 'end'])
})

function wireOf(drawn: readonly Drawn[]): Buffer {
  return Buffer.from(drawn.map(({ wire }) => wire).join(''), 'latin1')
}

function cut(wire: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map(each => each % (wire.length + 1)), wire.length].sort((a, b) => a - b)
  return ends.map((end, at) => Buffer.from(wire.subarray(ends[at - 1] ?? 0, end)))
}

function spoil(wire: Buffer, spoils: readonly (readonly [number, string])[]): Buffer {
  const spoiled = Buffer.from(wire)
  for (const [place, octet] of spoils) spoiled.write(octet, place % spoiled.length, 'latin1')
  return spoiled
}

function placeOf(events: readonly AnyEvent[]): number | undefined {
  const last = events.at(-1)
  return last?.kind === 'complaint' ? last.complaint.atByte : undefined
}
