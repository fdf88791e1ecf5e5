// An outlet that gathers: over a stream in memory, with an end of the tick that comes when the test says so.

import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { BatchedOutlet, TickEnd } from '../batched-outlet.ts'

/** As much of a socket as an outlet touches; it takes what it is given until it is told to be full. */
class FakeSocket extends EventEmitter {
  readonly writes: string[] = []
  writableLength = 0
  writableEnded = false
  destroyed = false
  isFull = false

  write(piece: string | Buffer): boolean {
    this.writes.push(piece.toString('latin1' as never))
    if (this.isFull) this.writableLength += piece.length
    return !this.isFull
  }

  end(): void {
    this.writableEnded = true
    this.emit('close')
  }

  resume(): void {}

  destroy(): void {
    this.destroyed = true
    this.emit('close')
  }
}

function world() {
  const flushes: (() => void)[] = []
  const tickEnd = new TickEnd(flush => void flushes.push(flush))
  const stalls: { ring: () => void; cancelled: boolean }[] = []
  const startTimer = (_ms: number, ring: () => void) => {
    const stall = { ring, cancelled: false }
    stalls.push(stall)
    return { refresh() {}, cancel: () => void Object.assign(stall, { cancelled: true }) }
  }
  const open = () => {
    const socket = new FakeSocket()
    return { socket, outlet: new BatchedOutlet(socket as unknown as Socket, startTimer, tickEnd, () => {}) }
  }
  const endTick = () => {
    for (const flush of flushes.splice(0)) flush()
  }
  return { open, endTick, flushes, stalls }
}

test('what is sent in one tick leaves in one write, at its end', () => {
  const { open, endTick } = world()
  const { socket, outlet } = open()
  outlet.send('a')
  outlet.send(Buffer.from('b'))
  outlet.send('\xff')
  expect(socket.writes).toEqual([])
  endTick()
  expect(socket.writes).toEqual(['ab\xff'])
  endTick()
  expect(socket.writes).toHaveLength(1)
})

test('one end of the tick serves all outlets', () => {
  const { open, endTick, flushes } = world()
  const [first, second] = [open(), open()]
  first.outlet.send('a')
  second.outlet.send('b')
  first.outlet.send('c')
  expect(flushes).toHaveLength(1)
  endTick()
  expect([first.socket.writes, second.socket.writes]).toEqual([['ac'], ['b']])
})

test('octets are not touched on their way', () => {
  const { open, endTick } = world()
  const { socket, outlet } = open()
  const all = Buffer.from(Array.from({ length: 256 }, (_each, octet) => octet))
  outlet.send(all)
  endTick()
  expect(Buffer.from(socket.writes.join(''), 'latin1')).toEqual(all)
})

test('a large piece is not copied: it leaves at once, behind what was gathered', () => {
  const { open, endTick } = world()
  const { socket, outlet } = open()
  outlet.send('head')
  outlet.send(Buffer.alloc(20_000, 'x'))
  outlet.send('tail')
  endTick()
  expect(socket.writes.map(({ length }) => length)).toEqual([4, 20_000, 4])
})

test('an outlet that gathers too much says that it is full, and that there is room when it has written', () => {
  const { open, endTick } = world()
  const { outlet } = open()
  let drained = 0
  outlet.onDrain = () => {
    drained += 1
  }
  expect(outlet.send('x'.repeat(60_000))).toBe(true)
  expect(outlet.send('x'.repeat(10_000))).toBe(false)
  expect(drained).toBe(0)
  endTick()
  expect(drained).toBe(1)
})

test('who is told of room sends behind a large piece that was being sent', () => {
  const { open, endTick } = world()
  const { socket, outlet } = open()
  outlet.onDrain = () => outlet.send('next')
  // Whoever gives a piece with its frame around it asks only at the end whether there is room.
  outlet.send('x'.repeat(70_000))
  outlet.send(Buffer.alloc(20_000, 'y'))
  outlet.send('end')
  endTick()
  endTick()
  expect(socket.writes.map(text => text.slice(0, 4))).toEqual(['xxxx', 'yyyy', 'end', 'next'])
})

test('where the peer takes nothing, room is told only when the socket has drained', () => {
  const { open, endTick, stalls } = world()
  const { socket, outlet } = open()
  let drained = 0
  outlet.onDrain = () => {
    drained += 1
  }
  socket.isFull = true
  outlet.send('x'.repeat(70_000))
  endTick()
  expect([drained, stalls.length]).toEqual([0, 1])
  socket.emit('drain')
  expect(drained).toBe(1)
})

test('what waits in the socket counts as well', () => {
  const { open, endTick } = world()
  const { socket, outlet } = open()
  socket.isFull = true
  outlet.send('x')
  endTick()
  expect(outlet.send('x')).toBe(false)
})

test('a peer that takes nothing for too long is cut off', () => {
  const { open, endTick, stalls } = world()
  const { socket, outlet } = open()
  socket.isFull = true
  outlet.send('x')
  endTick()
  stalls[0]?.ring()
  expect(socket.destroyed).toBe(true)
})

test('the end is behind what was gathered', () => {
  const { open } = world()
  const { socket, outlet } = open()
  outlet.send('last words')
  outlet.end()
  expect([socket.writes, socket.writableEnded]).toEqual([['last words'], true])
})

test('a cut is behind what was gathered, for whole answers may stand in it, and the tick ends in peace', () => {
  const { open, endTick } = world()
  const { socket, outlet } = open()
  outlet.send('whole and half')
  outlet.cut()
  expect([socket.writes, socket.writableEnded]).toEqual([['whole and half'], true])
  expect(() => endTick()).not.toThrow()
})
