// The case documents about responses, each case fed in three ways. Notation and events: cases/README.md.

import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HttpError } from '../../02-parse/http-error.ts'
import { readCases, type WireCase } from '../../02-parse/test/case-document.ts'
import { type Feeding, feedByOctet, feedWhole, feedWithTail } from '../../02-parse/test/feedings.ts'
import { tellFraming } from '../../02-parse/test/transcript.ts'
import { type ResponseHead, ResponseReader } from '../response-reader.ts'

const CASES = readCases(join(import.meta.dirname, 'cases'))

const TAIL = {
  bytes: Buffer.from('HTTP/1.1 299 Stranger\r\nContent-Length: 2\r\n\r\n\r\n'),
  events: ['head HTTP/1.1 299 Stranger, body of 2', 'data ⏎', 'end'],
}

test.each(CASES)('$title ($place): whole', wireCase => {
  feedWhole(wireCase, feedingFor(wireCase))
})

test.each(CASES)('$title ($place): octet by octet', wireCase => {
  feedByOctet(wireCase, feedingFor(wireCase))
})

test.each(CASES.filter(endsWell))('$title ($place): what stands behind it is untouched', wireCase => {
  feedWithTail(wireCase, feedingFor(wireCase, 'GET'), TAIL)
})

describe('the documents', () => {
  test('they hold many cases, and each title once', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(50)
    expect(new Set(CASES.map(({ title }) => title)).size).toBe(CASES.length)
  })

  test('whatever is wrong with a response is a 502', () => {
    const errors = CASES.flatMap(({ events }) => events.filter(line => line.startsWith('error')))
    expect(errors.filter(line => !line.startsWith('error 502: '))).toEqual([])
  })

  test('every case that ends in an error marks the octet that gives it away, or ends with a FIN', () => {
    const unmarked = CASES.filter(
      ({ events, wire }) => events.at(-1)?.startsWith('error') && wire.faultAt === undefined && !wire.finishes,
    )
    expect(unmarked.map(({ place }) => place)).toEqual([])
  })
})

function endsWell({ events, wire }: WireCase): boolean {
  return events.at(-1) === 'end' && !wire.finishes
}

/** @param more methods that were asked behind those of the case */
function feedingFor({ settings }: WireCase, ...more: string[]): Feeding<ResponseHead> {
  const headBytes = Number(/head (\d+)/.exec(settings.limits ?? '')?.[1] ?? 16_384)
  const makeReader = () => {
    const asked = [...(settings.asked ?? 'GET').split(', '), ...more]
    return new ResponseReader(() => nextOf(asked), headBytes)
  }
  return { makeReader, tellHead }
}

function nextOf(asked: string[]): string {
  const method = asked.shift()
  if (method === undefined) throw new HttpError(502, 'backend', 'a response came that answers no request')
  return method
}

function tellHead({ version, status, reason, framing }: ResponseHead): string {
  return `HTTP/${version} ${status}${reason && ` ${reason}`}, ${tellFraming(framing)}`
}
