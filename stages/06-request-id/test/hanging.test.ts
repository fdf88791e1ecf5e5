// A backend that answers nobody any more, and one that is only busy: who is told what, and when.

import { beforeEach, expect, test } from 'vitest'
import { ImaginedLanes } from './imagined-lanes.ts'

const ADA = { address: '10.0.0.1' }
let lanes: ImaginedLanes

beforeEach(() => {
  lanes = new ImaginedLanes({ responseMs: 1000 })
  lanes.ask('/warm', ADA)
  acceptAll()
  lanes.connections[0]?.answer()
})

test('where nothing is answered everybody is told when the time of a backend is over, however often he was moved', () => {
  const targets = Array.from({ length: 40 }, (_, nth) => `/${nth}`)
  for (const target of targets) lanes.ask(target, clientOf(target))
  pass(960)
  expect(lanes.failed).toEqual([])
  pass(200)
  expect(lanes.failed.toSorted()).toEqual(targets.map(target => `504 ${target}`).toSorted())
})

test('who came later has all of that time, too', () => {
  lanes.ask('/early', ADA)
  pass(700)
  lanes.ask('/late', clientOf('/late'))
  pass(900)
  expect(lanes.failed).toEqual(['504 /early'])
  pass(300)
  expect(lanes.failed).toEqual(['504 /early', '504 /late'])
})

test('an answer that has begun may take longer, as long as no pause in it does', () => {
  lanes.ask('/stream', ADA)
  lanes.connections[0]?.begin()
  pass(900)
  lanes.connections[0]?.goOn()
  pass(900)
  lanes.connections[0]?.finish()
  expect([lanes.answered, lanes.failed]).toEqual([['/warm', '/stream'], []])
})

test('a backend that does one thing at a time for many is busy: nobody is asked for twice, and few lanes are enough', () => {
  lanes = new ImaginedLanes()
  let clients = 0
  const askOne = () => lanes.ask(`/${clients}`, clientOf(`/${clients++}`))
  for (let nth = 0; nth < 60; nth += 1) askOne()
  for (let nth = 0; nth < 400; nth += 1) {
    pass(20)
    const owing = lanes.connections.filter(({ owes }) => owes > 0)
    const [oldest] = owing.toSorted((one, other) => numberOf(one.next) - numberOf(other.next))
    oldest?.answer()
    askOne()
  }
  const targets = lanes.connections.flatMap(({ asked }) => asked)
  expect(targets).toHaveLength(new Set(targets).size)
  expect(lanes.answered.length).toBeGreaterThan(390)
  expect(lanes.connections.length).toBeLessThanOrEqual(8)
})

function numberOf(target: string | undefined): number {
  return Number(target?.slice(1))
}

function clientOf(target: string): { address: string } {
  return { address: `10.0.1.${target.slice(1)}` }
}

function pass(ms: number): void {
  for (let passed = 0; passed < ms; passed += 20) {
    lanes.pass(20)
    acceptAll()
  }
}

function acceptAll(): void {
  for (const connection of lanes.connections) connection.accept()
}
