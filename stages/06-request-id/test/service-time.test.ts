// When it is found that a backend is slow on each connection, and when that it is only busy.

import { beforeEach, expect, test } from 'vitest'
import type { Exchange } from '../../03-forward/exchange.ts'
import type { Lane } from '../lane.ts'
import { ServiceTime } from '../service-time.ts'

let nowMs = 0
let service: ServiceTime
const GET = { isOver: false, request: { framing: { type: 'none' } } }
const alone = laneWith({ isPaused: false })

beforeEach(() => {
  nowMs = 0
  service = new ServiceTime(() => nowMs)
})

test('a backend that answers fast is not tried, however many wait', () => {
  run({ perAnswerMs: 2, ms: 2000 })
  expect(service.wantsTrial(100)).toBe(false)
})

test('nor one behind whose lanes nobody waits long', () => {
  run({ perAnswerMs: 20, ms: 2000 })
  expect(service.wantsTrial(1)).toBe(false)
  expect(service.wantsTrial(2)).toBe(true)
})

test('where an exchange alone takes as long as one of many, all are put on connections of their own', () => {
  run({ perAnswerMs: 50, ms: 2000 })
  for (let nth = 0; nth < 4; nth += 1) {
    expect(service.isSoonerAlone).toBe(false)
    tryOne(52)
  }
  expect(service.isSoonerAlone).toBe(true)
})

test('where it takes as long as all who wait the backend is busy, and more connections help nobody', () => {
  run({ perAnswerMs: 15, ms: 2000 })
  for (let nth = 0; nth < 20; nth += 1) tryOne(90)
  expect(service.isSoonerAlone).toBe(false)
})

test('three in a row may be chance', () => {
  run({ perAnswerMs: 50, ms: 2000 })
  for (const tookMs of [50, 50, 50, 200, 50, 50, 50, 200]) tryOne(tookMs)
  expect(service.isSoonerAlone).toBe(false)
})

test('one try at a time; who has gone meanwhile is none', () => {
  run({ perAnswerMs: 50, ms: 2000 })
  const exchange = { ...GET }
  service.begin(exchange as Exchange)
  expect(service.wantsTrial(5)).toBe(false)
  exchange.isOver = true
  run({ perAnswerMs: 50, ms: 20 })
  expect(service.wantsTrial(5)).toBe(true)
})

test('nor is one whose client has no room for the answer', () => {
  prove()
  const held = laneWith({ isPaused: true })
  for (let nth = 0; nth < 40; nth += 1) {
    service.put({ ...GET } as Exchange, held)
    run({ perAnswerMs: 50, ms: 400 })
    service.answered(held)
  }
  expect(service.isSoonerAlone).toBe(true)
})

test('nor one whose client is slow to send what it asks', () => {
  prove()
  for (let nth = 0; nth < 40; nth += 1) tryOne(400, { ...GET, request: { framing: { type: 'length' } } })
  expect(service.isSoonerAlone).toBe(true)
})

test('a backend that has become fast is shared again', () => {
  prove()
  for (let nth = 0; nth < 40; nth += 1) tryOne(1)
  expect(service.isSoonerAlone).toBe(false)
})

test('where more connections were of no use it is shared again, and left in peace for a while', () => {
  prove()
  service.wasOfNoUse()
  expect(service.isSoonerAlone).toBe(false)
  run({ perAnswerMs: 50, ms: 9000 })
  expect(service.wantsTrial(10)).toBe(false)
  run({ perAnswerMs: 50, ms: 2000 })
  expect(service.wantsTrial(10)).toBe(true)
})

test('a lane whose client has no room says nothing of the backend, nor does one on which an exchange is alone', () => {
  const owes = { answers: 0, exclusive: false, connection: { owed: 1, isPaused: true } }
  const lanes = [owes, { ...owes, exclusive: true, connection: { owed: 1, isPaused: false } }] as unknown as Lane[]
  for (; nowMs < 2000; nowMs += 20) service.tick(lanes, nowMs)
  expect(service.wantsTrial(100)).toBe(false)
})

function prove(): void {
  run({ perAnswerMs: 50, ms: 2000 })
  for (let nth = 0; nth < 4; nth += 1) tryOne(50)
  expect(service.isSoonerAlone).toBe(true)
}

/** Ten lanes owe answers all the time, and one comes on each as often. */
function run({ perAnswerMs, ms }: { perAnswerMs: number; ms: number }): void {
  const lane = { answers: 20 / perAnswerMs, exclusive: false, connection: { owed: 5, isPaused: false } }
  const lanes = Array.from({ length: 10 }, () => lane) as unknown as Lane[]
  for (let passed = 0; passed < ms; passed += 20) {
    nowMs += 20
    service.tick(lanes, nowMs)
  }
}

function laneWith(connection: { isPaused: boolean }): Lane {
  return { connection } as Lane
}

function tryOne(tookMs: number, exchange = { ...GET }): void {
  if (!service.isSoonerAlone) service.begin(exchange as Exchange)
  service.put(exchange as Exchange, alone)
  nowMs += tookMs
  service.answered(alone)
}
