// What one end does not take, the other must not be made to give: bodies of gigabytes pass through megabytes of memory.

import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { peakBytes } from '../../testing/memory.ts'
import { startStage } from '../../testing/program.ts'
import { nonblockingStages } from '../../testing/proxy-rig.ts'
import { connectClient, type RawClient } from '../../testing/raw-client.ts'
import {
  gate,
  type ReceivedRequest,
  type Reply,
  type ScriptedBackend,
  startBackend,
} from '../../testing/scripted-backend.ts'
import { ask, confFor, get, request, statusAndTarget, straysOfClients } from '../../testing/traffic.ts'

const MIB = 1_048_576
const BODY_MIB = 200
const ALLOWED_GROWTH = 64 * MIB
// What the kernel's buffers of both connections can hold at most, and some.
const STOPPED_BEFORE = 100 * MIB

// Every MiB differs from every other, so that one lost, doubled or misplaced changes the digest.
const noise = randomBytes(2 * MIB)
const pieceOf = (nth: number) => noise.subarray(nth * 4096, nth * 4096 + MIB)
const digestOfAll = Array.from({ length: BODY_MIB }, (_, nth) => pieceOf(nth))
  .reduce((hash, piece) => hash.update(piece), createHash('sha256'))
  .digest('hex')

const warmBody = 'w'.repeat(10 * MIB)

async function digestOf(client: RawClient): Promise<string> {
  const hash = createHash('sha256')
  for (let nth = 0; nth < BODY_MIB; nth += 1) hash.update(await client.bytes(MIB))
  return hash.digest('hex')
}

// As much as the disturbed exchange carries, in small bodies that nobody holds up. A runtime's garbage comes and goes by
// tens of MiB; measured from the peak of this, it is no growth.
async function warmUp(port: number, method: 'GET' | 'POST'): Promise<void> {
  await using client = await connectClient(port)
  for (let nth = 0; nth < BODY_MIB / 10; nth += 1) {
    await client.send(request(method, '/warm', method === 'POST' ? warmBody : undefined))
    await client.response(method)
  }
}

describe.each(nonblockingStages)('stage %s', { timeout: 60_000 }, stage => {
  test('a client that stops reading makes a download of 200 MiB stop, and has all of it when it goes on', async () => {
    let sentBytes = 0
    const send = async (_: ReceivedRequest, reply: Reply) => {
      await reply.write(`HTTP/1.1 200 OK\r\nContent-Length: ${BODY_MIB * MIB}\r\n\r\n`)
      for (let nth = 0; nth < BODY_MIB && (await reply.write(pieceOf(nth))); nth += 1) sentBytes += MIB
    }
    await using backend = await startBackend((request, reply) => {
      if (request.target === '/large') return send(request, reply)
      return reply.respond(request.target === '/warm' ? { body: warmBody } : backend.account(request))
    })
    await using program = await startStage(stage, { conf: confFor([backend]) })
    const undisturbed = await peakBytes(program, () => warmUp(program.port, 'GET'))

    const disturbed = await peakBytes(program, async () => {
      await using client = await connectClient(program.port)
      await client.send(get('/large'))
      await client.response('HEAD')
      client.pause()
      expect(await straysOfClients(program.port, 10, 50)).toEqual([])
      expect(sentBytes).toBeLessThan(STOPPED_BEFORE)
      client.resume()
      expect(await digestOf(client)).toBe(digestOfAll)
    })
    expect(disturbed - undisturbed).toBeLessThan(ALLOWED_GROWTH)
  })

  test('a backend that stops reading makes an upload of 200 MiB stop, and has all of it when it goes on', async () => {
    const reading = gate()
    const receive = async (request: ReceivedRequest, reply: Reply) => {
      if (request.target === '/large') await reading.opened
      const hash = createHash('sha256')
      for await (const piece of request.chunks) hash.update(piece)
      await reply.respond({ body: hash.digest('hex') })
    }
    await using backend = await startBackend(
      (request, reply) =>
        request.method === 'POST' ? receive(request, reply) : reply.respond(backend.account(request)),
      { streaming: true },
    )
    await using program = await startStage(stage, { conf: confFor([backend]) })
    const undisturbed = await peakBytes(program, () => warmUp(program.port, 'POST'))

    const disturbed = await peakBytes(program, async () => {
      await using client = await connectClient(program.port)
      await client.send(`POST /large HTTP/1.1\r\nHost: a.test\r\nContent-Length: ${BODY_MIB * MIB}\r\n\r\n`)
      const sending = (async () => {
        for (let nth = 0; nth < BODY_MIB; nth += 1) await client.send(pieceOf(nth))
      })()
      expect(await straysOfClients(program.port, 10, 50)).toEqual([])
      expect(client.acceptedBytes).toBeLessThan(STOPPED_BEFORE)
      reading.open()
      await sending
      expect(String((await client.response('POST')).body)).toBe(digestOfAll)
    })
    expect(disturbed - undisturbed).toBeLessThan(ALLOWED_GROWTH)
  })

  test('an answer that must wait for its turn is whole, though its backend has closed behind it', async () => {
    const slow = gate()
    const head = 'HTTP/1.1 200 OK\r\n\r\n'
    // Full of its last octets and not before: behind them there is only the FIN.
    const body = 'x'.repeat(65_536 - head.length)
    await using backend: ScriptedBackend = await startBackend(async (request, reply) => {
      if (request.target === '/slow') await slow.opened
      if (request.target !== '/until-close') return void (await reply.respond(backend.account(request)))
      await reply.turn
      await reply.write(head + body)
      reply.end()
      // Behind an answer of later the FIN has been seen, too.
      expect(await straysOfClients(program.port, 4, 10)).toEqual([])
      slow.open()
    })
    await using program = await startStage(stage, { conf: confFor([backend]) })
    await using client = await connectClient(program.port)
    await client.send(get('/slow') + get('/until-close'))
    expect(statusAndTarget(await client.response())).toEqual([200, '/slow'])
    const { complete, body: received } = await client.response()
    expect([complete, String(received) === body]).toEqual([true, true])
    expect(statusAndTarget(await ask(client, 'GET', '/next'))).toEqual([200, '/next'])
    expect(backend.complaints).toEqual([])
  })

  test('a client that goes on sending while its backend has not read still has its own exchange afterwards', async () => {
    const reading = gate()
    await using backend = await startBackend(
      async (request, reply) => {
        await reading.opened
        let bytes = 0
        for await (const piece of request.chunks) bytes += piece.length
        await reply.respond({ body: `"target":"${request.target}" ${bytes}` })
      },
      { streaming: true },
    )
    await using program = await startStage(stage, { conf: confFor([backend]) })
    await using client = await connectClient(program.port)
    const chunk = `${MIB.toString(16)}\r\n${'y'.repeat(MIB)}\r\n`
    await client.send('POST /chunks HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n')
    const sending = client.send(`${chunk.repeat(16)}0\r\n\r\n${get('/behind')}`)
    await backend.received(1)
    reading.open()
    await sending
    const upload = await client.response('POST')
    expect(String(upload.body)).toBe(`"target":"/chunks" ${16 * MIB}`)
    expect(statusAndTarget(await client.response())).toEqual([200, '/behind'])
    expect(backend.complaints).toEqual([])
  })
})
