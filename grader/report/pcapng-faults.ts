// Knows where in a recording a failed check went wrong: which events deserve a word in the capture, and which word. Pure.
import type { CheckResult, Recorded } from '../result.ts'
import { oneLine } from './printable.ts'

type Judged = Pick<CheckResult, 'verdict' | 'reason' | 'expected' | 'actual'>

const CONNECTION = /\b(?:backend \d+ connection \d+|client \d+)\b/
const BACKEND = /\bbackend \d+\b/
const MARK = /m-[0-9a-f]{12}/
const MARKS = /m-[0-9a-f]{12}/g
/** The head of a final response, or so much of it as stands in one piece. */
const ANSWER = /HTTP\/1\.[01] [2-5]\d\d(?:[^\r\n]*\r?\n(?!\r?\n))*[^\r\n]*/g
/** Every answer of the lab's backends says whose it is. */
const PROVENANCE = /^x-provenance: (m-[0-9a-f]{12})/im
const OCTET = /\(octet (\d+) of the connection\)/
const SHOWN_CHARACTERS = 300

/** By the event's index. Nothing for a check that has not failed. */
export function faultsIn(check: Judged, events: readonly Recorded[]): ReadonlyMap<number, string> {
  const faults = new Map<number, string>()
  if (check.verdict !== 'failed') return faults
  for (const [index, word] of wrongAnswers(events)) faults.set(index, word)
  const place = placeOf(check, events)
  if (place === undefined) return faults
  const asked = askedIn(events)
  const named = (text: string) => text.replace(MARKS, mark => nameOf(asked.get(mark), mark))
  faults.set(place, [...(faults.has(place) ? [faults.get(place)] : []), named(sentence(check))].join('\n'))
  return faults
}

function nameOf(asked: Asked | undefined, mark: string): string {
  return asked === undefined ? mark : `request ${asked.number} of ${asked.client} (${mark})`
}

function sentence({ reason, expected, actual }: Judged): string {
  const short = (text: string) => {
    const line = oneLine(text)
    return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line
  }
  return [
    `FAILED: ${short(reason ?? 'no reason was given')}`,
    ...(expected === null ? [] : [`expected: ${short(expected)}`]),
    ...(actual === null ? [] : [`arrived: ${short(actual)}`]),
  ].join('\n')
}

/** The event at which what the reason says shows: as near as the names and marks in it tell. */
function placeOf(check: Judged, events: readonly Recorded[]): number | undefined {
  const reason = check.reason ?? ''
  const words = `${reason}\n${check.actual ?? ''}\n${check.expected ?? ''}`
  const connection = CONNECTION.exec(words)?.[0]
  const backend = BACKEND.exec(reason)?.[0]
  const mark = MARK.exec(`${check.actual ?? ''}\n${reason}`)?.[0]
  const octet = OCTET.exec(reason)?.[1]
  const last = (holds: (event: Recorded) => boolean) => {
    const at = events.findLastIndex(event => event.kind !== 'note' && holds(event))
    return at === -1 ? undefined : at
  }
  const isProxys = ({ from }: Recorded) => from === 'proxy'
  return (
    (octet === undefined ? undefined : atOctet(Number(octet), connection, events)) ??
    (mark === undefined ? undefined : firstAtClient(mark, events)) ??
    (mark === undefined ? undefined : last(each => isProxys(each) && each.bytes.includes(mark))) ??
    (connection === undefined ? undefined : last(each => isProxys(each) && each.connection === connection)) ??
    (connection === undefined ? undefined : last(each => each.connection === connection)) ??
    (backend === undefined ? undefined : last(each => isProxys(each) && each.to === backend)) ??
    last(each => isProxys(each) && /^(?:client|backend) /.test(each.connection)) ??
    last(each => /^(?:client|backend) /.test(each.connection))
  )
}

/** An answer may come in several pieces: it is wrong from its head on. */
function firstAtClient(mark: string, events: readonly Recorded[]): number | undefined {
  const at = events.findIndex(({ kind, to, bytes }) => {
    return kind === 'bytes' && to.startsWith('client ') && bytes.includes(mark)
  })
  return at === -1 ? undefined : at
}

/** Which piece holds this octet of what the proxy sent; only of a connection whose beginning is there. */
function atOctet(octet: number, connection: string | undefined, events: readonly Recorded[]): number | undefined {
  const first = events.find(each => each.connection === connection)
  if (first?.kind !== 'open') return undefined
  let before = 0
  const at = events.findIndex(each => {
    if (each.connection !== connection || each.from !== 'proxy') return false
    before += each.byteCount
    return before > octet
  })
  return at === -1 ? undefined : at
}

interface Asked {
  readonly client: string
  /** Of this client's requests, from 1. */
  readonly number: number
}

/** By the mark. */
function askedIn(events: readonly Recorded[]): Map<string, Asked> {
  const asked = new Map<string, Asked>()
  const counts = new Map<string, number>()
  for (const { kind, from, bytes } of events) {
    if (kind !== 'bytes' || !from.startsWith('client ')) continue
    for (const mark of new Set(bytes.match(MARKS))) {
      if (asked.has(mark)) continue
      const number = (counts.get(from) ?? 0) + 1
      counts.set(from, number)
      asked.set(mark, { client: from, number })
    }
  }
  return asked
}

/** Answers that are somebody else's, or to a later request than the one whose turn it is. */
function wrongAnswers(events: readonly Recorded[]): Map<number, string> {
  const wrong = new Map<number, string>()
  const asked = askedIn(events)
  const counts = new Map<string, number>()
  for (const [index, { kind, to, bytes }] of events.entries()) {
    if (kind !== 'bytes' || !to.startsWith('client ')) continue
    const words = [...bytes.matchAll(ANSWER)].flatMap(([head]) => {
      const turn = (counts.get(to) ?? 0) + 1
      counts.set(to, turn)
      const of = asked.get(PROVENANCE.exec(head)?.[1] ?? '')
      return of === undefined ? [] : wordOn(of, to, turn)
    })
    if (words.length > 0) wrong.set(index, words.join('\n'))
  }
  return wrong
}

/** `turn`: it is the how many-th answer that its client gets, the proxy's own ones counted. */
function wordOn(of: Asked, to: string, turn: number): string[] {
  const isAnswer = `this is the answer to request ${of.number}`
  if (of.client !== to) return [`${isAnswer} of ${of.client}`]
  return of.number > turn ? [`expected the answer to request ${turn}; ${isAnswer}`] : []
}
