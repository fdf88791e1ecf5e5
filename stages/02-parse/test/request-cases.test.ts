// The case documents about requests, each case fed in three ways. Notation and events: cases/README.md.

import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RequestHead } from '../message.ts'
import { type RequestLimits, RequestReader } from '../request-reader.ts'
import { readCases } from './case-document.ts'
import { type Feeding, feedByOctet, feedWhole, feedWithTail } from './feedings.ts'
import { tellFraming } from './transcript.ts'

const CASES = readCases(join(import.meta.dirname, 'cases'))

const TAIL = {
  bytes: Buffer.from('TAIL /next HTTP/1.1\r\nHost: stranger\r\nContent-Length: 2\r\n\r\n\r\n'),
  events: ['head TAIL /next HTTP/1.1, host stranger, body of 2', 'data ⏎', 'end'],
}

test.each(CASES)('$title ($place): whole', wireCase => {
  feedWhole(wireCase, feedingFor(wireCase))
})

test.each(CASES)('$title ($place): octet by octet', wireCase => {
  feedByOctet(wireCase, feedingFor(wireCase))
})

test.each(CASES.filter(endsWell))('$title ($place): what stands behind it is untouched', wireCase => {
  feedWithTail(wireCase, feedingFor(wireCase), TAIL)
})

describe('the documents', () => {
  test('they hold many cases, and each title once', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(120)
    expect(new Set(CASES.map(({ title }) => title)).size).toBe(CASES.length)
  })

  test('every case that ends in an error marks the octet that gives it away, or ends with a FIN', () => {
    const unmarked = CASES.filter(
      ({ events, wire }) => events.at(-1)?.startsWith('error') && wire.faultAt === undefined && !wire.finishes,
    )
    expect(unmarked.map(({ place }) => place)).toEqual([])
  })
})

function endsWell({ events, wire }: (typeof CASES)[number]): boolean {
  return events.at(-1) === 'end' && !wire.finishes
}

function feedingFor({ settings }: (typeof CASES)[number]): Feeding<RequestHead> {
  return { makeReader: () => new RequestReader(readLimits(settings.limits)), tellHead }
}

function tellHead({ method, target, path, host, version, framing }: RequestHead): string {
  const told = `${method} ${target} HTTP/${version}, ${host === null ? 'no host' : `host ${host}`}, ${tellFraming(framing)}`
  return path === target ? told : `${told}, path ${path}`
}

/** `head 100, target 20, body 5`, each of which may be missing. */
function readLimits(text = ''): RequestLimits {
  const limits = Object.fromEntries(text.split(', ').map(each => each.split(' ')))
  return {
    headBytes: Number(limits.head ?? 16_384),
    targetBytes: Number(limits.target ?? 8192),
    bodyBytes: Number(limits.body ?? 2 ** 30),
  }
}
