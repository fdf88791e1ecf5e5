// Who goes on which lane, and who is moved, where clients have no room for their answers yet.

import { beforeEach, describe, expect, test } from 'vitest'
import { ImaginedLanes } from './imagined-lanes.ts'

const ADA = { address: '10.0.0.1' }
const BOB = { address: '10.0.0.2' }
const CAT = { address: '10.0.0.3' }

let lanes: ImaginedLanes
beforeEach(() => {
  lanes = new ImaginedLanes()
  lanes.ask('/warm', ADA)
  lanes.connections[0]?.accept()
  lanes.connections[0]?.answer()
})

test('where all lanes are held up, who comes later does not overtake who waits', () => {
  const held = holdUpAllLanes()
  lanes.ask('/first', BOB)
  lanes.roomFor(held)
  lanes.connectionOf(held)?.goOn()
  lanes.pass(20)
  lanes.ask('/second', BOB)
  expect(lanes.connectionOf(held)?.asked.slice(-2)).toEqual(['/first', '/second'])
})

test('behind a client without room that client stays where it is, and others move, each asked for once more', () => {
  lanes.noRoomFor('/ada-1')
  for (const target of ['/ada-1', '/ada-2', '/bob-1']) lanes.ask(target, target.startsWith('/ada') ? ADA : BOB)
  const [first] = lanes.connections
  expect(first?.asked).toEqual(['/warm', '/ada-1', '/ada-2', '/bob-1'])
  first?.answer()
  passAndAccept(400)
  expect(['/ada-1', '/ada-2', '/bob-1'].map(target => lanes.timesAsked(target))).toEqual([1, 1, 2])
  lanes.connectionOf('/bob-1')?.answer()
  expect(lanes.answered).toEqual(['/warm', '/bob-1'])
  lanes.roomFor('/ada-1')
  first?.answer()
  expect(lanes.answered).toEqual(['/warm', '/bob-1', '/ada-1', '/ada-2'])
})

test('answers that overtake one do not give the backend more time for it', () => {
  lanes = new ImaginedLanes({ responseMs: 400, connectMs: 60_000 })
  lanes.ask('/warm', ADA)
  const [only] = lanes.connections
  only?.accept()
  only?.answer()
  lanes.ask('/hung', ADA)
  only?.passOver()
  for (let nth = 0; nth < 30; nth += 1) {
    lanes.ask(`/${nth}`, BOB)
    only?.answerNext()
    lanes.pass(20)
  }
  expect([lanes.failed, lanes.timesAsked('/hung')]).toEqual([['504 /hung'], 1])
  expect(lanes.answered).toContain('/10')
})

test('behind a backend that is slow everybody moves, the same client, too', () => {
  for (const target of ['/slow', '/ada-2', '/bob-1']) lanes.ask(target, target === '/bob-1' ? BOB : ADA)
  passAndAccept(140)
  expect(['/slow', '/ada-2', '/bob-1'].map(target => lanes.timesAsked(target))).toEqual([1, 2, 2])
})

test('who is moved is put behind nobody who came later', () => {
  lanes.noRoomFor('/ada-1')
  lanes.ask('/ada-1', ADA)
  lanes.ask('/bob-1', BOB)
  const [first, second] = lanes.connections
  first?.begin()
  second?.accept()
  lanes.ask('/cat-1', CAT)
  lanes.pass(80)
  second?.begin()
  passAndAccept(60)
  expect(second?.asked).toEqual(['/cat-1'])
  expect(lanes.connections[2]?.asked).toEqual(['/bob-1'])
})

test('who waits is served as soon as a lane that stood is free again, and without another lane', () => {
  const held = holdUpAllLanes()
  const lane = lanes.connectionOf(held)
  lanes.ask('/waits', BOB)
  lanes.pass(140)
  lanes.roomFor(held)
  lane?.finish()
  lanes.pass(20)
  expect(lane?.asked.at(-1)).toBe('/waits')
  expect(lanes.connections).toHaveLength(7)
})

test('where answers are slow but come, and no lane is empty, one is tried alone on an eighth, and there is no ninth', () => {
  for (const target of ['/post-1', '/post-2']) lanes.ask(target, ADA, 'POST')
  for (let nth = 0; nth < 400; nth += 1) {
    lanes.ask(`/${nth}`, { address: `10.0.1.${nth}` })
    if (nth % 4 > 0) continue
    passAndAccept(20)
    if (nth % 8 > 0) continue
    for (const connection of lanes.connections)
      if (!connection.asked.at(-1)?.startsWith('/post')) connection.answerNext()
  }
  expect(lanes.connections).toHaveLength(8)
})

test('where nobody answers the dials, all who came together are told together', () => {
  lanes = new ImaginedLanes({ connectMs: 1000 })
  const targets = Array.from({ length: 67 }, (_, nth) => `/${nth}`)
  for (const target of targets) lanes.ask(target, ADA)
  lanes.pass(980)
  expect(lanes.failed).toEqual([])
  lanes.pass(60)
  expect(lanes.failed).toEqual(targets.map(target => `504 ${target}`))
})

test('who comes just before a dial is given up is dialled for anew', () => {
  lanes = new ImaginedLanes({ connectMs: 1000 })
  const early = Array.from({ length: 7 }, (_, nth) => `/early-${nth}`)
  for (const target of early) lanes.ask(target, ADA)
  lanes.pass(980)
  lanes.ask('/late', BOB)
  lanes.pass(980)
  expect(lanes.failed).toEqual(early.map(target => `504 ${target}`))
  lanes.connections.at(-1)?.accept()
  expect(lanes.connections.at(-1)?.asked).toEqual(['/late'])
})

test('where a lane is open, a dial that nobody answers is told to one alone', () => {
  const open = lanes.connections[0]
  lanes.ask('/slow', ADA)
  for (const target of ['/post-1', '/post-2', '/post-3']) lanes.ask(target, BOB, 'POST')
  const [, dialled] = lanes.connections
  dialled?.refuse()
  expect(lanes.failed).toEqual(['502 /post-1'])
  expect(open?.asked).toEqual(['/warm', '/slow'])
})

test('a dial is no idle lane: it has all the time that dials are given', () => {
  lanes = new ImaginedLanes({ connectMs: 1000, idleMs: 300 })
  lanes.ask('/first', ADA)
  lanes.pass(900)
  expect(lanes.failed).toEqual([])
  lanes.connections[0]?.accept()
  lanes.connections[0]?.answer()
  expect(lanes.answered).toEqual(['/first'])
})

test('a lane is idle from the end of its last answer on, however long that took', () => {
  lanes = new ImaginedLanes({ idleMs: 300 })
  lanes.ask('/long', ADA)
  const [lane] = lanes.connections
  lane?.accept()
  lane?.begin()
  lanes.pass(900)
  lane?.finish()
  lanes.pass(300)
  expect(lane?.isClosed).toBe(false)
  lanes.pass(40)
  expect(lane?.isClosed).toBe(true)
})

test('where a client leaves in the middle of an answer, nothing that it asked for is sent again', () => {
  const targets = Array.from({ length: 60 }, (_, nth) => `/${nth}`)
  for (const target of targets) lanes.ask(target, ADA)
  const [lane, other] = lanes.connections
  expect(lane?.asked).toEqual(['/warm', ...targets])
  lane?.begin()
  other?.accept()
  lanes.leave(ADA)
  expect(lane?.isClosed).toBe(true)
  expect(lanes.connections.flatMap(({ asked }) => asked)).toEqual(['/warm', ...targets])
})

test('the backend is told by closing, too, where all who wait behind are of the client that left', () => {
  for (const target of ['/ada-1', '/ada-2', '/ada-3']) lanes.ask(target, ADA)
  lanes.leave(ADA)
  expect(lanes.connections[0]?.isClosed).toBe(true)
})

test('where somebody else waits behind the client that left, what comes for it is thrown away', () => {
  for (const target of ['/ada-1', '/ada-2', '/bob-1']) lanes.ask(target, target === '/bob-1' ? BOB : ADA)
  lanes.leave(ADA)
  const [lane] = lanes.connections
  for (let nth = 0; nth < 3; nth += 1) lane?.answer()
  expect(lanes.answered).toEqual(['/warm', '/bob-1'])
  expect(lanes.timesAsked('/bob-1')).toBe(1)
})

describe('how many answers the backend gives on a connection is learnt', () => {
  test.each(['hangUp', 'reset'] as const)('where it closes one itself: %s', how => {
    const [lane] = lanes.connections
    lanes.ask('/ada-1', ADA)
    lanes.ask('/ada-2', ADA)
    lane?.answer()
    lane?.[how]()
    passAndAccept(20)
    lanes.connectionOf('/ada-2')?.answer()
    expect(lanes.answered).toEqual(['/warm', '/ada-1', '/ada-2'])
    // Two on each, and /ada-2 was the first on one of them.
    expect(connectionsFor(7)).toBe(4)
  })

  test('not where a client has left', () => {
    lanes.ask('/ada-1', ADA)
    lanes.connections[0]?.begin()
    lanes.leave(ADA)
    expect(connectionsFor(8)).toBe(1)
  })

  test('not where its time was up', () => {
    lanes.ask('/ada-1', ADA)
    lanes.connections[0]?.begin()
    lanes.pass(60_040)
    expect(lanes.connections[0]?.isClosed).toBe(true)
    expect(connectionsFor(8)).toBe(1)
  })
})

/** How many connections so many requests are sent on, one after the other. */
function connectionsFor(count: number): number {
  const before = lanes.connections.filter(({ isClosed }) => isClosed)
  for (let nth = 0; nth < count; nth += 1) {
    lanes.ask(`/next-${nth}`, BOB)
    passAndAccept(20)
    lanes.connectionOf(`/next-${nth}`)?.answer()
  }
  return lanes.connections.filter(each => !before.includes(each) && each.asked.length > 0).length
}

/** All seven, each with an answer that has begun and for which its client has no room. Returns the target of one of them. */
function holdUpAllLanes(): string {
  for (let nth = 0; nth < 7; nth += 1) {
    const target = `/held-${nth}`
    lanes.noRoomFor(target)
    lanes.ask(target, { address: `10.0.1.${nth}` })
    passAndAccept(20)
    lanes.connectionOf(target)?.begin()
    // Until it is known that nothing moves there.
    passAndAccept(120)
  }
  return '/held-0'
}

function passAndAccept(ms: number): void {
  for (let passed = 0; passed < ms; passed += 20) {
    lanes.pass(20)
    for (const connection of lanes.connections) connection.accept()
  }
}
