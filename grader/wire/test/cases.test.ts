// The case documents, each case fed in four ways (README.md).
import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { RequestParser } from '../request-parser.ts'
import { ResponseParser } from '../response-parser.ts'
import { readCases, type WireCase } from './case-document.ts'
import { type AnyEvent, asFarAsExpected, transcriptOf } from './transcript.ts'

interface Parser {
  push(bytes: Buffer): AnyEvent[]
  end(): AnyEvent[]
}

interface Document {
  readonly name: string
  readonly makeParser: (sent: readonly string[]) => Parser
  readonly tail: { readonly octets: string; readonly sent: string; readonly events: readonly string[] }
}

const DOCUMENTS: readonly Document[] = [
  {
    name: 'requests.md',
    makeParser: () => new RequestParser(),
    tail: {
      octets: 'TAIL /next HTTP/1.1\r\nHost: stranger\r\nContent-Length: 2\r\n\r\n\r\n',
      sent: 'TAIL',
      events: ['head TAIL /next HTTP/1.1, body of 2', 'data \\r\\n', 'end'],
    },
  },
  {
    name: 'responses.md',
    makeParser: sent => {
      const parser = new ResponseParser()
      for (const method of sent) parser.expect(method)
      return parser
    },
    tail: {
      octets: 'HTTP/1.1 299 Stranger\r\nContent-Length: 2\r\n\r\n\r\n',
      sent: 'TAIL',
      events: ['head HTTP/1.1 299 "Stranger" to TAIL, body of 2', 'data \\r\\n', 'end'],
    },
  },
]

describe.each(DOCUMENTS)('$name', ({ name, makeParser, tail }) => {
  const cases = readCases(name)

  function hear({ wire, sent, events }: WireCase, pieces: readonly string[]): void {
    const parser = makeParser(sent)
    const said = pieces.flatMap(piece => parser.push(Buffer.from(piece, 'latin1')))
    if (wire.finishes) said.push(...parser.end())
    expect(asFarAsExpected(transcriptOf(said), events)).toEqual(events.filter(line => line !== 'nothing'))
    const last = said.at(-1)
    if (last?.kind !== 'complaint') return
    const { atByte, excerpt, caret } = last.complaint
    expect(atByte, 'the octet that is complained of').toBe(wire.faultAt)
    const around = wire.octets.slice(Math.max(0, atByte - 40), atByte + 41)
    expect(around.startsWith(excerpt), 'the excerpt is of the wire').toBe(true)
    expect(caret).toBe(Math.min(40, atByte))
    if (wire.faultAt !== wire.octets.length && pieces.length === 1) expect(excerpt[caret]).toBe(wire.octets[atByte])
  }

  test.each(cases)('$title ($place): whole', wireCase => {
    hear(wireCase, [wireCase.wire.octets])
  })

  test.each(cases)('$title ($place): octet by octet', wireCase => {
    hear(wireCase, wireCase.wire.octets.split(''))
  })

  test.each(cases.filter(({ wire }) => wire.octets.length < 2000))('$title ($place): cut anywhere', wireCase => {
    const { octets } = wireCase.wire
    for (let at = 0; at <= octets.length; at++) hear(wireCase, [octets.slice(0, at), octets.slice(at)])
  })

  const whole = cases.filter(({ wire, events }) => !wire.finishes && events.findLast(isNoField) === 'end')
  test.each(whole)('$title ($place): a stranger behind it is read as itself', wireCase => {
    const { wire, sent, events } = wireCase
    const parser = makeParser([...sent, tail.sent])
    const lines = transcriptOf(parser.push(Buffer.from(wire.octets + tail.octets, 'latin1')))
    const expected = [...events, ...tail.events]
    const own = lines.slice(
      0,
      lines.findLastIndex(line => line.startsWith('head ')),
    )
    const foreign = lines.slice(own.length).filter(isNoField)
    expect([...asFarAsExpected(own, events), ...foreign]).toEqual(expected)
  })

  const wrong = cases.filter(({ wire }) => wire.faultAt !== undefined)
  test.each(wrong)('$title ($place): behind a complaint nothing is read', wireCase => {
    const { wire, sent } = wireCase
    const parser = makeParser(sent)
    expect(parser.push(Buffer.from(wire.octets, 'latin1')).at(-1)?.kind).toBe('complaint')
    expect(parser.push(Buffer.from(tail.octets, 'latin1'))).toEqual([])
    expect(parser.end()).toEqual([])
  })

  test('has cases that end well, that are wrong, and that are cut', () => {
    expect(whole.length).toBeGreaterThan(5)
    expect(wrong.length).toBeGreaterThan(10)
    expect(cases.filter(({ events }) => events.some(line => line.startsWith('cut '))).length).toBeGreaterThan(2)
    expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length)
  })
})

function isNoField(line: string): boolean {
  return !line.startsWith('  ')
}
