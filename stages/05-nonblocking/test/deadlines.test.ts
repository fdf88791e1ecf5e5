// Deadlines with an imagined clock: never early, little late, in order, and only the front is ever looked at.

import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Timer } from '../../03-forward/timer.ts'
import { Deadlines } from '../deadlines.ts'

const TICK_MS = 20

function clock() {
  const deadlines = new Deadlines(0, TICK_MS)
  const rung: string[] = []
  const start = (name: string, ms: number): Timer => deadlines.start(ms, () => void rung.push(name))
  return { deadlines, rung, start }
}

test('nothing rings before its time, and it rings once', () => {
  const { deadlines, rung, start } = clock()
  start('a', 100)
  for (let now = 1; now <= 100; now++) deadlines.tick(now)
  expect(rung).toEqual([])
  for (let now = 101; now < 400; now++) deadlines.tick(now)
  expect(rung).toEqual(['a'])
})

test('what is started between two ticks has its whole time behind the second', () => {
  const { deadlines, rung, start } = clock()
  // The clock says 0; it may be almost 20 by now.
  start('a', 100)
  deadlines.tick(119)
  expect(rung).toEqual([])
  deadlines.tick(120)
  expect(rung).toEqual(['a'])
})

test('those of one length ring in the order in which they were set, those of different lengths each in its time', () => {
  const { deadlines, rung, start } = clock()
  start('long', 500)
  start('a', 100)
  start('b', 100)
  deadlines.tick(10)
  start('c', 100)
  deadlines.tick(120)
  expect(rung).toEqual(['a', 'b'])
  deadlines.tick(130)
  expect(rung).toEqual(['a', 'b', 'c'])
  deadlines.tick(520)
  expect(rung).toEqual(['a', 'b', 'c', 'long'])
})

test('one that is set anew has its whole time again, behind those that were set before', () => {
  const { deadlines, rung, start } = clock()
  const a = start('a', 100)
  start('b', 100)
  deadlines.tick(60)
  a.refresh()
  deadlines.tick(120)
  expect(rung).toEqual(['b'])
  deadlines.tick(179)
  expect(rung).toEqual(['b'])
  deadlines.tick(180)
  expect(rung).toEqual(['b', 'a'])
})

test('one that is cancelled never rings, and is not woken by being set anew', () => {
  const { deadlines, rung, start } = clock()
  const a = start('a', 100)
  a.cancel()
  a.refresh()
  a.cancel()
  deadlines.tick(1000)
  expect(rung).toEqual([])
})

test('one that has rung is over: to set it anew does nothing', () => {
  const { deadlines, rung, start } = clock()
  const a = start('a', 100)
  deadlines.tick(200)
  a.refresh()
  deadlines.tick(1000)
  expect(rung).toEqual(['a'])
})

test('whoever rings may start, cancel and set anew', () => {
  const { deadlines, rung, start } = clock()
  const b: Timer[] = []
  deadlines.start(100, () => {
    rung.push('a')
    for (const timer of b) timer.cancel()
    start('later', 100)
    start('other length', 50)
  })
  b.push(start('b', 100))
  deadlines.tick(150)
  expect(rung).toEqual(['a'])
  deadlines.tick(220)
  expect(rung).toEqual(['a', 'other length'])
  deadlines.tick(270)
  expect(rung).toEqual(['a', 'other length', 'later'])
})

test('a clock that stood still for long rings everything that has come due, in order', () => {
  const { deadlines, rung, start } = clock()
  for (const name of ['a', 'b', 'c']) start(name, 100)
  deadlines.tick(1_000_000)
  expect(rung).toEqual(['a', 'b', 'c'])
  expect(deadlines.now).toBe(1_000_000)
})

test('whatever is done, nothing rings early, nothing rings twice, and nothing is forgotten', () => {
  const act = fc.oneof(
    fc.record({ start: fc.constantFrom(1, 50, 100) }),
    fc.record({ tick: fc.nat(60) }),
    fc.record({ refresh: fc.nat(20) }),
    fc.record({ cancel: fc.nat(20) }),
  )
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), acts => {
      const deadlines = new Deadlines(0, TICK_MS)
      const all: { timer: Timer; from: number; ms: number; state: 'runs' | 'rung' | 'cancelled' }[] = []
      let now = 0
      const tick = (ms: number) => {
        now += ms
        deadlines.tick(now)
        for (const { state, from, ms } of all) if (state === 'runs') expect(now - from).toBeLessThan(ms + TICK_MS)
      }
      for (const each of acts) {
        if ('start' in each) {
          const ms = each.start
          const timer = deadlines.start(ms, () => {
            expect(entry.state).toBe('runs')
            expect(now - entry.from).toBeGreaterThanOrEqual(ms)
            entry.state = 'rung'
          })
          const entry: (typeof all)[number] = { timer, from: now, ms, state: 'runs' }
          all.push(entry)
        } else if ('tick' in each) tick(each.tick)
        else {
          const entry = all['refresh' in each ? each.refresh : each.cancel]
          if (entry === undefined) continue
          if ('refresh' in each) {
            entry.timer.refresh()
            entry.from = now
          } else {
            entry.timer.cancel()
            if (entry.state === 'runs') entry.state = 'cancelled'
          }
        }
      }
      tick(1000)
    }),
    { numRuns: 1000 },
  )
})

test('a cancelled one keeps nothing alive until its time would have come', async () => {
  const { deadlines } = clock()
  const kept = (() => {
    const connection = { bytes: new Uint8Array(1024) }
    deadlines.start(60_000, () => void connection.bytes.fill(0)).cancel()
    return new WeakRef(connection)
  })()
  // What a WeakRef has shown is kept until the turn ends.
  await setImmediate()
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  expect(kept.deref()).toBeUndefined()
})
