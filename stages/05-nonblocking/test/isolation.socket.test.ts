// Nobody pays for the slowest: while one party is held up, the others' exchanges begin and end. What is compared is the
// order of events: the others are done before the one that is held up is let go.

import { describe, expect, test } from 'vitest'
import { freePort } from '../../testing/free-port.ts'
import { type Program, startStage } from '../../testing/program.ts'
import { nonblockingStages } from '../../testing/proxy-rig.ts'
import { connectClient, type RawClient } from '../../testing/raw-client.ts'
import { gate, type ScriptedBackend, startBackend } from '../../testing/scripted-backend.ts'
import { confFor, get, newPath, request, statusAndTarget, straysOfClients } from '../../testing/traffic.ts'

const MIB = 1_048_576
const patient = { timeouts: { request_ms: 60_000, response_ms: 60_000, idle_ms: 60_000 } }

describe.each(nonblockingStages)('stage %s', { timeout: 30_000 }, stage => {
  const start = (backends: readonly { port: number }[], more: object = {}): Promise<Program> =>
    startStage(stage, { conf: confFor(backends, { ...patient, ...more }) })

  test('a client that reads nothing of 32 MiB delays nobody else, and still gets every byte', async () => {
    await using backend: ScriptedBackend = await startBackend((request, reply) =>
      reply.respond(request.target === '/large' ? { body: Buffer.alloc(32 * MIB, 'x') } : backend.account(request)),
    )
    await using program = await start([backend])
    await using slow = await connectClient(program.port)
    slow.pause()
    await slow.send(get('/large'))
    await backend.received(1)
    expect(await straysOfClients(program.port, 10, 20)).toEqual([])
    expect(slow.receivedBytes).toBeLessThan(32 * MIB)
    slow.resume()
    expect((await slow.response()).body.equals(Buffer.alloc(32 * MIB, 'x'))).toBe(true)
  })

  test('a client that has sent half a head, or half a body, or nothing at all, delays nobody else', async () => {
    await using backend = await startBackend()
    await using program = await start([backend])
    await using halfHead = await connectClient(program.port)
    await using halfBody = await connectClient(program.port)
    await using silent = await connectClient(program.port)
    await halfHead.send(get('/head').slice(0, 20))
    await halfBody.send(request('POST', '/body', '0123456789').slice(0, -5))
    expect(await straysOfClients(program.port, 10, 20)).toEqual([])
    await halfHead.send(get('/head').slice(20))
    await halfBody.send('56789')
    await silent.send(get('/silent'))
    const answers = [await halfHead.response(), await halfBody.response('POST'), await silent.response()]
    expect(answers.map(statusAndTarget)).toEqual([
      [200, '/head'],
      [200, '/body'],
      [200, '/silent'],
    ])
  })

  test('a dozen uploads that have come to a halt do not shut the backend to others', async () => {
    await using backend = await startBackend()
    await using program = await start([backend])
    expect(await straysOfClients(program.port, 1, 3)).toEqual([])
    await using stack = new AsyncDisposableStack()
    const uploads: RawClient[] = []
    for (let nth = 0; nth < 12; nth += 1) {
      const client = stack.use(await connectClient(program.port))
      await client.send(request('POST', '/upload', '0123456789').slice(0, -5))
      uploads.push(client)
    }
    expect(await straysOfClients(program.port, 10, 5)).toEqual([])
    for (const client of uploads) await client.send('56789')
    const answers = await Promise.all(uploads.map(client => client.response('POST')))
    expect(answers.map(statusAndTarget)).toEqual(Array(12).fill([200, '/upload']))
  })

  test('a dozen answers that a backend holds back do not shut it to others', async () => {
    const released = gate()
    await using backend: ScriptedBackend = await startBackend(async (received, reply) => {
      if (received.target === '/held') await released.opened
      await reply.respond(backend.account(received))
    })
    await using program = await start([backend])
    expect(await straysOfClients(program.port, 1, 3)).toEqual([])
    await using stack = new AsyncDisposableStack()
    const held = await Promise.all(Array.from({ length: 12 }, () => connectClient(program.port)))
    for (const client of held) await stack.use(client).send(get('/held'))
    expect(await straysOfClients(program.port, 3, 3)).toEqual([])
    released.open()
    const answers = await Promise.all(held.map(client => client.response()))
    expect(answers.map(statusAndTarget)).toEqual(Array(12).fill([200, '/held']))
  })

  test('a backend that hangs delays only the requests that it has been given', async () => {
    const released = gate()
    await using well = await startBackend()
    await using hanging: ScriptedBackend = await startBackend(async (request, reply) => {
      await released.opened
      await reply.respond(hanging.account(request))
    })
    await using program = await start([well, hanging])
    const clients = await Promise.all(Array.from({ length: 40 }, () => connectClient(program.port)))
    await using stack = new AsyncDisposableStack()
    for (const client of clients) stack.use(client)

    const order: string[] = []
    const answered = clients.map(async client => {
      const path = newPath()
      await client.send(get(path))
      const response = await client.response()
      order.push(String(response.body).includes(hanging.name) ? 'hanging' : 'well')
      if (order.length === 20) released.open()
      return statusAndTarget(response)[1] === path
    })
    expect(await Promise.all(answered)).not.toContain(false)
    expect(order.slice(0, 20)).toEqual(Array(20).fill('well'))
    expect(order.slice(20)).toEqual(Array(20).fill('hanging'))
  })

  test('a backend where nobody listens costs no client an answer', async () => {
    await using well = await startBackend()
    await using program = await start([{ port: await freePort() }, well, { port: await freePort() }])
    expect(await straysOfClients(program.port, 20, 10)).toEqual([])
  })

  test('the first chunk arrives before the second is released', async () => {
    const seen = gate()
    await using backend = await startBackend(async (_, reply) => {
      await reply.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n')
      await seen.opened
      await reply.write('6\r\nsecond\r\n0\r\n\r\n')
    })
    await using program = await start([backend])
    await using client = await connectClient(program.port)
    await client.send(get('/'))
    await client.response('HEAD')
    expect(String(await client.bytes(10))).toBe('5\r\nfirst\r\n')
    seen.open()
    expect(String(await client.bytes(16))).toBe('6\r\nsecond\r\n0\r\n\r\n')
  })

  test('the first piece of an upload arrives at the backend before the second is sent', async () => {
    const first = Promise.withResolvers<string>()
    await using backend = await startBackend(
      async (request, reply) => {
        const pieces: string[] = []
        for await (const piece of request.chunks) {
          pieces.push(String(piece))
          first.resolve(pieces.join(''))
        }
        await reply.respond({ body: pieces.join('') })
      },
      { streaming: true },
    )
    await using program = await start([backend])
    await using client = await connectClient(program.port)
    await client.send(request('POST', '/', 'firstsecond').slice(0, -6))
    expect(await first.promise).toBe('first')
    await client.send('second')
    expect(String((await client.response('POST')).body)).toBe('firstsecond')
  })
})
