// An outlet with a limit, over a socket in memory: who takes nothing is given up, also behind the last word.

import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { BoundedOutlet, UNWATCHED } from '../bounded-outlet.ts'

class FakeSocket extends EventEmitter {
  readonly write = vi.fn(() => true)
  readonly end = vi.fn()
  readonly resume = vi.fn()
  readonly destroy = vi.fn()
  writableLength = 0
  _handle: object | null = { bytesWritten: 100, writeQueueSize: 100 }
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

test('a peer that takes some of what waits, however little, is waited for again', () => {
  const { socket, outlet, rings } = open()
  socket.write.mockReturnValue(false)
  socket.writableLength = 100
  outlet.send('x')
  socket._handle = { bytesWritten: 100, writeQueueSize: 99 }
  rings[0]?.()
  expect([socket.destroy.mock.calls.length, rings.length]).toEqual([0, 2])
  rings[1]?.()
  expect(socket.destroy).toHaveBeenCalledOnce()
})

test.each([
  ['has no handle', null],
  ['does not tell how much it has taken', {}],
])('where the socket %s, the time is over when it is over', (_, handle) => {
  const { socket, outlet, rings } = open()
  socket._handle = handle
  socket.write.mockReturnValue(false)
  socket.writableLength = 100
  outlet.send('x')
  rings[0]?.()
  expect([socket.destroy.mock.calls.length, rings.length]).toEqual([1, 1])
})

test('where somebody else watches the peer, no time of the outlet is over', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const socket = new FakeSocket()
  socket.write.mockReturnValue(false)
  socket.writableLength = 100
  const outlet = new BoundedOutlet(socket as unknown as Socket, UNWATCHED)
  expect([outlet.send('x'), vi.getTimerCount()]).toEqual([false, 0])
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
