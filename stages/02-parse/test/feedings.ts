// Three ways of giving a case to a reader: whole; octet by octet, where nothing may be said before it can be known; and
// with a stranger's message behind it, which must be left as it is. The readers of both stages are fed alike.

import { expect } from 'vitest'
import type { MessageEvent } from '../message.ts'
import type { WireCase } from './case-document.ts'
import { asFarAsExpected, Transcript } from './transcript.ts'
import { toNotation } from './wire-notation.ts'

type AnyHead = ConstructorParameters<typeof Transcript>[0] extends (head: infer Head) => string ? Head : never

export interface Reader<Head> {
  push(bytes: Buffer): void
  next(): MessageEvent<Head> | undefined
  // biome-ignore lint/suspicious/noConfusingVoidType: the one reader answers with an event, the other not at all
  finish(): MessageEvent<Head> | undefined | void
}

export interface Feeding<Head> {
  readonly makeReader: () => Reader<Head>
  readonly tellHead: (head: Head) => string
}

export function feedWhole<Head extends AnyHead>({ wire, events }: WireCase, feeding: Feeding<Head>): void {
  const { reader, transcript } = begin(feeding)
  reader.push(wire.bytes)
  hearAll(reader, transcript)
  hearFin(reader, transcript, wire.finishes)
  expect(asFarAsExpected(transcript.lines, events)).toEqual(events)
}

export function feedByOctet<Head extends AnyHead>({ wire, events }: WireCase, feeding: Feeding<Head>): void {
  const { reader, transcript } = begin(feeding)
  let lastSaidAt = 0
  for (let at = 1; at <= wire.bytes.length && !hasFailed(transcript); at++) {
    const saidBefore = transcript.lines.length
    // A copy: the reader may keep what it is given, and we go on using ours.
    reader.push(Buffer.from(wire.bytes.subarray(at - 1, at)))
    hearAll(reader, transcript)
    const news = transcript.lines.slice(saidBefore)
    if (news.length > 0) lastSaidAt = at
    if (news.some(line => line.startsWith('head '))) {
      expect(toNotation(wire.bytes.subarray(0, at)), 'a head is told before its last octet').toMatch(/⏎⏎$/)
    }
  }
  hearFin(reader, transcript, wire.finishes)
  expect(asFarAsExpected(transcript.lines, events)).toEqual(events)
  if (wire.faultAt !== undefined) expect(lastSaidAt, 'octets it took to see the fault').toBe(wire.faultAt)
  if (events.at(-1) === 'end') expect(lastSaidAt, 'octets it took to see the end').toBe(wire.bytes.length)
}

/** @param tail a whole message, and the lines by which it is told */
export function feedWithTail<Head extends AnyHead>(
  { wire, events }: WireCase,
  feeding: Feeding<Head>,
  tail: { readonly bytes: Buffer; readonly events: readonly string[] },
): void {
  const { reader, transcript } = begin(feeding)
  reader.push(Buffer.concat([wire.bytes, tail.bytes]))
  const ends = events.filter(line => line === 'end').length
  while (transcript.lines.filter(line => line === 'end').length < ends) hearOne(reader, transcript)
  expect(asFarAsExpected(transcript.lines, events)).toEqual(events)

  const behind = new Transcript(feeding.tellHead)
  hearAll(reader, behind)
  expect(asFarAsExpected(behind.lines, tail.events)).toEqual(tail.events)
}

function begin<Head extends AnyHead>({ makeReader, tellHead }: Feeding<Head>) {
  return { reader: makeReader(), transcript: new Transcript(tellHead) }
}

function hasFailed({ lines }: { lines: readonly string[] }): boolean {
  return lines.some(line => line.startsWith('error '))
}

function hearOne<Head extends AnyHead>(reader: Reader<Head>, transcript: Transcript<Head>): void {
  const event = reader.next()
  if (event === undefined) throw new Error(`it waits for more behind:\n${transcript.lines.join('\n')}`)
  transcript.add(event)
}

/** Asks until nothing more is said. */
function hearAll<Head extends AnyHead>(reader: Reader<Head>, transcript: Transcript<Head>): void {
  try {
    for (let event = reader.next(); event !== undefined; event = reader.next()) transcript.add(event)
  } catch (error) {
    transcript.addError(error)
  }
}

function hearFin<Head extends AnyHead>(reader: Reader<Head>, transcript: Transcript<Head>, finishes: boolean): void {
  if (hasFailed(transcript)) return
  if (!finishes) {
    if (transcript.lines.at(-1) !== 'end') transcript.lines.push('waits')
    return
  }
  try {
    const event = reader.finish()
    if (event) transcript.add(event)
    transcript.lines.push('fin')
  } catch (error) {
    transcript.addError(error)
  }
}
