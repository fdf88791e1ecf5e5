// Idle connections to an imagined backend, and the clocks that end them: no socket, no time.

import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import type { Recipient } from '../../03-forward/answer.ts'
import { type Backend, toBackends } from '../../03-forward/balancer.ts'
import { Exchange } from '../../03-forward/exchange.ts'
import { requestHead } from '../../03-forward/test/heads.ts'
import { BackendPool } from '../backend-pool.ts'

const IDLE_MS = 500
const NO_OUTLET = { send: () => true, end() {}, cut() {}, onDrain() {} }
const RECIPIENT: Recipient = { receiveHead() {}, receiveData: () => true, receiveEnd() {}, fail() {}, onDrain() {} }

/** A clock of an idle connection. */
class Clock {
  refreshed = 0
  isCancelled = false
  readonly ring: () => void

  constructor(ring: () => void) {
    this.ring = ring
  }

  refresh(): void {
    this.refreshed += 1
  }

  cancel(): void {
    this.isCancelled = true
  }
}

function pooled() {
  const [backend] = toBackends([{ ip: '127.0.0.1', port: 8001 }]) as [Backend]
  const clocks: Clock[] = []
  let closed = 0
  let answer = (): void => {}
  const pool = new BackendPool({
    ...{ connectMs: 1000, responseMs: 1000, idleMs: IDLE_MS, maxIdle: 8 },
    dial: (_backend, receive) => {
      const destroy = () => {
        closed += 1
      }
      const socket = Object.assign(new EventEmitter(), { pause() {}, resume() {}, destroy })
      answer = () => receive(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
      queueMicrotask(() => socket.emit('connect'))
      return socket as unknown as Socket
    },
    makeOutlet: () => ({ ...NO_OUTLET }),
    startTimer: (ms, ring) => {
      const clock = new Clock(ring)
      if (ms === IDLE_MS) clocks.push(clock)
      return clock
    },
    mayReuse: () => true,
  })
  /** A request sets out. */
  const ask = async () => {
    const settings = { strategy: () => [backend], carry: pool.carry, mayRepeat: () => false, holdBytes: 0 }
    const request = requestHead('GET / HTTP/1.1', 'Host: h')
    new Exchange(request, { address: '' }, RECIPIENT, { ...settings, onOutcome() {} }).start()
    await Promise.resolve()
  }
  return { ask, answer: () => answer(), clocks, closed: () => closed }
}

test('a connection that comes back again and again has one clock, which begins anew', async () => {
  const { ask, answer, clocks } = pooled()
  for (let nth = 0; nth < 5; nth += 1) {
    await ask()
    answer()
  }
  expect(clocks.map(({ refreshed, isCancelled }) => [refreshed, isCancelled])).toEqual([[4, false]])
})

test('it is closed when its clock rings while it is idle', async () => {
  const { ask, answer, clocks, closed } = pooled()
  await ask()
  answer()
  expect(closed()).toBe(0)
  clocks[0]?.ring()
  expect(closed()).toBe(1)
})

test('it is not closed while it is lent, and has another clock when it comes back', async () => {
  const { ask, answer, clocks, closed } = pooled()
  await ask()
  answer()
  await ask()
  clocks[0]?.ring()
  answer()
  expect([closed(), clocks.length]).toEqual([0, 2])
  clocks[1]?.ring()
  expect(closed()).toBe(1)
})
