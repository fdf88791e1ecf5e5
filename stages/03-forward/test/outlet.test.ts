// The end of what is sent, over a socket in memory: nobody's last words are cut short because he reads slowly.

import type { Socket } from 'node:net'
import { PassThrough } from 'node:stream'
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
