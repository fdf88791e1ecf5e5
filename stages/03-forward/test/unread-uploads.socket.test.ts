// Uploads to a backend that does not read them, or only slowly: response_ms is how long it may neither take nor say anything.

import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { forwardingStages, patience, useRig } from '../../testing/proxy-rig.ts'
import { gate, type ReceivedRequest } from '../../testing/scripted-backend.ts'

vi.setConfig(patience)

const MIB = 1_048_576
/** Of an upload, what is read slowly: less than is left when kernels have filled with what they keep on the way. */
const SLOW_BYTES = 24 * MIB
const UPLOAD_BYTES = 40 * MIB
const responseMs = 600

const upload = `POST /upload HTTP/1.1\r\nHost: a.test\r\nContent-Length: ${UPLOAD_BYTES}\r\n\r\n`

describe.each(forwardingStages)('behind %s', stage => {
  const rig = useRig(stage, { streaming: true, conf: { timeouts: { response_ms: responseMs } } })

  test('a backend that stops reading is given up, also while its client has not sent all', async () => {
    const over = gate()
    rig.script = () => over.opened
    await rig.proveAlive()
    await using client = await rig.connect()
    const sending = Promise.all([client.send(upload), client.send(Buffer.alloc(UPLOAD_BYTES - 1))])
    expect((await client.response('POST')).status).toBe(504)
    client.reset()
    await sending
    over.open()
  })

  test('a backend that reads slowly, but does read, is waited for', async () => {
    let tookMs = 0
    rig.script = async (request, reply) => {
      const began = performance.now()
      await readSlowly(request)
      tookMs = performance.now() - began
      await reply.respond({ body: 'all of it' })
    }
    await rig.proveAlive()
    await using client = await rig.connect()
    await Promise.all([client.send(upload), client.send(Buffer.alloc(UPLOAD_BYTES))])
    const { status, body } = await client.response('POST')
    expect([status, String(body)]).toEqual([200, 'all of it'])
    expect(tookMs).toBeGreaterThan(2 * responseMs)
  })
})

/** A MiB, and then a rest. The last of it quickly: what the kernel has taken, its time runs for. */
async function readSlowly({ chunks }: ReceivedRequest): Promise<void> {
  let bytes = 0
  for await (const piece of chunks) {
    const before = Math.floor(bytes / MIB)
    bytes += piece.length
    if (bytes < SLOW_BYTES && Math.floor(bytes / MIB) > before) await pause(60)
  }
}
