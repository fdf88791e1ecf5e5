// An outlet with a limit, over a socket in memory: who takes nothing is given up, also behind the last word.

import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import { BoundedOutlet } from '../bounded-outlet.ts'

class FakeSocket extends EventEmitter {
  readonly write = vi.fn(() => true)
  readonly end = vi.fn()
  readonly resume = vi.fn()
  readonly destroy = vi.fn()
  writableLength = 0
}

function open() {
  const socket = new FakeSocket()
  const rings: (() => void)[] = []
  const timer = { refresh() {}, cancel() {} }
  const outlet = new BoundedOutlet(socket as unknown as Socket, (_ms, ring) => {
    rings.push(ring)
    return timer
  })
  return { socket, outlet, rings }
}

test('a peer that takes nothing of the last bytes is given up', () => {
  const { socket, outlet, rings } = open()
  outlet.send('x')
  socket.writableLength = 1
  outlet.end()
  expect(rings).toHaveLength(1)
  rings[0]?.()
  expect(socket.destroy).toHaveBeenCalledOnce()
})

test('nobody is watched who has taken all before the end', () => {
  const { outlet, rings } = open()
  outlet.send('x')
  outlet.end()
  expect(rings).toEqual([])
})

test.each([
  ['FIN', false],
  ['reset', true],
])('a peer that takes nothing of what stands before a cut by %s is given up, too', (_, byReset) => {
  const { socket, outlet, rings } = open()
  outlet.send('x')
  socket.writableLength = 1
  outlet.cut(byReset)
  expect(socket.destroy).not.toHaveBeenCalled()
  rings[0]?.()
  expect(socket.destroy).toHaveBeenCalledOnce()
})
