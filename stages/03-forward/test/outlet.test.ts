// The end of what is sent, over a socket in memory: nothing that was sent before is lost because the peer reads slowly.

import type { Socket } from 'node:net'
import { Duplex, PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SocketOutlet } from '../outlet.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** As much of a socket as an outlet touches: `finish` is when the kernel has all. */
function openSocket(): Socket {
  const socket = new PassThrough()
  vi.spyOn(socket, 'end').mockReturnValue(socket)
  return socket as unknown as Socket
}

test('a peer that reads slowly is not hurried: the time of the close begins when all has been sent', () => {
  const socket = openSocket()
  new SocketOutlet(socket).end()
  vi.advanceTimersByTime(60_000)
  expect(socket.destroyed).toBe(false)
  socket.emit('finish')
  vi.advanceTimersByTime(4999)
  expect(socket.destroyed).toBe(false)
  vi.advanceTimersByTime(1)
  expect(socket.destroyed).toBe(true)
})

/** Takes a piece when the test lets it, and remembers in which way the connection ended. */
class SlowPeer extends Duplex {
  heard = ''
  ending: 'none' | 'fin' | 'reset' = 'none'
  takeNext = (): void => {}

  override _read(): void {}

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    if (bytes.length === 0) return done()
    this.takeNext = () => {
      this.heard += bytes.toString('latin1')
      done()
    }
  }

  override _final(done: () => void): void {
    this.ending = 'fin'
    done()
  }

  resetAndDestroy(): void {
    this.ending = 'reset'
    this.destroy()
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
}

test.each([
  ['the end', 'fin', (outlet: SocketOutlet) => outlet.end()],
  ['a cut', 'fin', (outlet: SocketOutlet) => outlet.cut()],
  ['a cut by reset', 'reset', (outlet: SocketOutlet) => outlet.cut(true)],
  [
    'a cut by reset, though somebody ends the connection behind it,',
    'reset',
    (outlet: SocketOutlet) => {
      outlet.cut(true)
      outlet.end()
    },
  ],
])('%s waits until the peer has taken what was sent before, and is a %s', async (_, ending, leave) => {
  const peer = new SlowPeer({ allowHalfOpen: true })
  const outlet = new SocketOutlet(peer as unknown as Socket)
  outlet.send('whole answer, ')
  outlet.send('half')
  leave(outlet)
  await settle()
  peer.takeNext()
  await settle()
  expect([peer.heard, peer.ending]).toEqual(['whole answer, ', 'none'])
  peer.takeNext()
  await settle()
  expect([peer.heard, peer.ending]).toEqual(['whole answer, half', ending])
})
