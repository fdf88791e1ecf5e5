// Nothing is waited for without end. Each test makes one deadline short and all others longer than the test itself
// lasts, so what ends the wait can only be that one. Most of the time they wait, so they wait together.

import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { type Deafness, startDeafBackend } from '../../testing/deaf-backend.ts'
import { startStage } from '../../testing/program.ts'
import { nonblockingStages } from '../../testing/proxy-rig.ts'
import { connectClient, type RawClient } from '../../testing/raw-client.ts'
import { type Gate, gate, startBackend } from '../../testing/scripted-backend.ts'
import { ask, confFor, fetchOnce, get, newPath, request, statusAndTarget } from '../../testing/traffic.ts'

const endless = { connect_ms: 600_000, request_ms: 600_000, response_ms: 600_000, idle_ms: 600_000 }

// Sends until the peer has ended the connection, however often that refreshes a timer that should not be refreshed.
async function trickle(client: RawClient, text: string): Promise<void> {
  let ended = false
  void client.closed.then(() => (ended = true))
  for (let at = 0; !ended && at < text.length; at += 1) {
    if ((await client.send(text.charAt(at))) === 0) return
    await pause(50)
  }
}

describe.concurrent.each(nonblockingStages)('stage %s', { timeout: 60_000 }, stage => {
  const start = (backends: readonly { port: number }[], timeouts: Partial<typeof endless>) =>
    startStage(stage, { conf: confFor(backends, { timeouts: { ...endless, ...timeouts } }) })

  test('a head that is never finished is answered 408, and the connection closes', async () => {
    await using backend = await startBackend()
    await using program = await start([backend], { request_ms: 300 })
    await using client = await connectClient(program.port)
    await client.send(get('/').slice(0, -2))
    expect((await client.response()).status).toBe(408)
    expect(await client.closed).toBe('fin')
    expect(backend.requests).toEqual([])
  })

  test('a byte now and then does not buy a head more time', async () => {
    await using backend = await startBackend()
    await using program = await start([backend], { request_ms: 500 })
    await using client = await connectClient(program.port)
    await trickle(client, get(`/${'x'.repeat(2000)}`))
    expect((await client.response()).status).toBe(408)
    expect(backend.requests).toEqual([])
  })

  test('a body that is never finished is answered 408, and no backend takes it for whole', async () => {
    await using backend = await startBackend()
    await using program = await start([backend], { request_ms: 300 })
    await using client = await connectClient(program.port)
    await client.send(request('POST', '/', '0123456789').slice(0, -1))
    expect((await client.response('POST')).status).toBe(408)
    expect(await client.closed).toBe('fin')
    expect(await fetchOnce(program.port, '/after')).toMatchObject({ status: 200 })
    expect(backend.requests.map(({ method }) => method)).toEqual(['GET'])
  })

  test('a connection on which nothing was ever said is closed without a word', async () => {
    await using backend = await startBackend()
    await using program = await start([backend], { request_ms: 300 })
    await using client = await connectClient(program.port)
    expect([String(await client.untilClose()), await client.closed]).toEqual(['', 'fin'])
  })

  test('the time of a request begins with its first byte, not with the connection', async () => {
    await using backend = await startBackend()
    await using program = await start([backend], { request_ms: 1500 })
    await using client = await connectClient(program.port)
    for (const path of ['/1', '/2', '/3', '/4']) {
      await pause(600)
      expect(statusAndTarget(await ask(client, 'GET', path))).toEqual([200, path])
    }
  })

  test('a connection that is idle between requests is closed without a word', async () => {
    await using backend = await startBackend()
    await using program = await start([backend], { idle_ms: 300 })
    await using client = await connectClient(program.port)
    expect((await ask(client, 'GET', '/')).status).toBe(200)
    expect([String(await client.untilClose()), await client.closed]).toEqual(['', 'fin'])
  })

  test('every exchange gives an idle connection its whole time again', async () => {
    await using backend = await startBackend()
    await using program = await start([backend], { idle_ms: 1500 })
    await using client = await connectClient(program.port)
    for (const path of ['/1', '/2', '/3', '/4']) {
      expect(statusAndTarget(await ask(client, 'GET', path))).toEqual([200, path])
      await pause(600)
    }
  })

  test('a backend that never answers is a 504, and what it says later reaches nobody', async () => {
    const late = gate()
    const lateAnswerSent = gate()
    await using backend = await startBackend(async ({ target }, reply) => {
      if (target === '/late') await late.opened
      await reply.respondOutOfTurn({ body: `"target":"${target}"` })
      if (target === '/late') lateAnswerSent.open()
    })
    await using program = await start([backend], { response_ms: 300 })
    await using client = await connectClient(program.port)
    expect((await ask(client, 'GET', '/late')).status).toBe(504)
    late.open()
    await lateAnswerSent.opened
    for (let nth = 0; nth < 20; nth += 1) {
      const path = newPath()
      expect(statusAndTarget(await ask(client, 'GET', path))).toEqual([200, path])
      expect(statusAndTarget(await fetchOnce(program.port, path))).toEqual([200, path])
    }
  })

  test('a response head that comes byte by byte gets no more time for that', async () => {
    await using backend = await startBackend(async (_, reply) => {
      const head = `HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(2000)}\r\n`
      for (let at = 0; at < head.length && (await reply.write(head.charAt(at))); at += 1) await pause(50)
      reply.reset()
    })
    await using program = await start([backend], { response_ms: 500 })
    expect((await fetchOnce(program.port, '/')).status).toBe(504)
  })

  test('a body that stops coming is broken off, so that it cannot be taken for whole', async () => {
    await using backend = await startBackend((_, reply) =>
      reply.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe beginning'),
    )
    await using program = await start([backend], { response_ms: 300 })
    const response = await fetchOnce(program.port, '/')
    expect([response.status, response.complete, String(response.body)]).toEqual([200, false, 'the beginning'])
  })

  test('a chunked body that stops coming has no last chunk', async () => {
    await using backend = await startBackend((_, reply) =>
      reply.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'),
    )
    await using program = await start([backend], { response_ms: 300 })
    const response = await fetchOnce(program.port, '/')
    expect([response.status, response.complete, String(response.body)]).toEqual([200, false, 'abc'])
  })

  test('a body that comes in pieces has the whole time for each piece', async () => {
    await using backend = await startBackend(async (_, reply) => {
      await reply.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n')
      for (const piece of ['a', 'b', 'c', 'd']) {
        await pause(600)
        await reply.write(piece)
      }
    })
    await using program = await start([backend], { response_ms: 1500 })
    expect(String((await fetchOnce(program.port, '/')).body)).toBe('abcd')
  })

  test('an answer after four fifths of the time is in time', async () => {
    await using backend = await startBackend(async (request, reply) => {
      await pause(2400)
      await reply.respond(backend.account(request))
    })
    await using program = await start([backend], { response_ms: 3000 })
    expect(statusAndTarget(await fetchOnce(program.port, '/poll'))).toEqual([200, '/poll'])
  })

  test('the silence of a client in the middle of its upload is not the silence of the backend', async () => {
    await using backend = await startBackend()
    await using program = await start([backend], { response_ms: 300 })
    await using client = await connectClient(program.port)
    await client.send(request('POST', '/upload', '0123456789').slice(0, -1))
    await pause(700)
    await client.send('9')
    expect(statusAndTarget(await client.response('POST'))).toEqual([200, '/upload'])
  })

  test('the time of one exchange does not end another that waits beside it', async () => {
    const gates: Record<string, Gate> = {}
    await using backend = await startBackend(async (request, reply) => {
      await gates[request.target]?.opened
      await reply.respond(backend.account(request))
    })
    await using program = await start([backend], { response_ms: 2000 })
    gates['/never'] = gate()
    await using never = await connectClient(program.port)
    await using other = await connectClient(program.port)
    await never.send(get('/never'))
    await backend.received(1)
    const answer = never.response()
    let isOver = false
    void answer.then(() => (isOver = true))
    while (!isOver) expect((await ask(other, 'GET', '/other')).status).toBe(200)
    expect((await answer).status).toBe(504)
    expect(statusAndTarget(await ask(other, 'GET', '/after'))).toEqual([200, '/after'])
  })

  describe.runIf(process.platform === 'linux')('a backend whose kernel answers no SYN', () => {
    test('is a 504 after connect_ms, long before the kernel would give up', async () => {
      await using deaf: Deafness = await startDeafBackend()
      await using program = await start([deaf], { connect_ms: 300 })
      expect((await fetchOnce(program.port, '/')).status).toBe(504)
    })

    test('is passed over for one that is well, also for a POST: nothing of it was sent', async () => {
      await using deaf = await startDeafBackend()
      await using well = await startBackend()
      await using program = await start([deaf, well], { connect_ms: 300 })
      await using client = await connectClient(program.port)
      for (const path of ['/1', '/2', '/3', '/4']) {
        expect(statusAndTarget(await ask(client, 'POST', path, 'body'))).toEqual([200, path])
      }
      expect(well.requests.length).toBe(4)
    })
  })
})
