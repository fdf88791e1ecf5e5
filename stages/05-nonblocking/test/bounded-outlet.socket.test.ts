// Whom an outlet gives up, over a real socket: only there is it seen how much of one large piece the kernel has taken.

import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { connectClient } from '../../testing/raw-client.ts'
import { BoundedOutlet } from '../bounded-outlet.ts'

const MIB = 1_048_576

test('a peer that has taken a part of one large piece is waited for again', async () => {
  await using server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const accepted = once(server, 'connection') as Promise<[Socket]>
  await using peer = await connectClient((server.address() as AddressInfo).port)
  const [socket] = await accepted
  socket.on('error', () => socket.destroy())
  const rings: (() => void)[] = []
  const outlet = new BoundedOutlet(socket, (_ms, ring) => {
    rings.push(ring)
    return { refresh() {}, cancel() {} }
  })

  peer.pause()
  expect(outlet.send(Buffer.alloc(64 * MIB))).toBe(false)
  peer.resume()
  await peer.bytes(32 * MIB)
  rings.at(-1)?.()
  expect([socket.writableLength, socket.destroyed]).toEqual([64 * MIB, false])
})
