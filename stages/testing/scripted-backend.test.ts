import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { connectClient } from './raw-client.ts'
import { type Gate, gate, type Handler, startBackend } from './scripted-backend.ts'

function get(target: string, ...headers: string[]): string {
  return [`GET ${target} HTTP/1.1`, 'Host: a.test', ...headers, '', ''].join('\r\n')
}

test('the default answer accounts for the request and gives its id back', async () => {
  await using backend = await startBackend(undefined, { name: 'one' })
  await using client = await connectClient(backend.port)
  await client.send(
    `${get('/first')}POST /second HTTP/1.1\r\nHost: a\r\nX-Request-ID: 7\r\nContent-Length: 3\r\n\r\nabc`,
  )
  await client.response()
  const second = await client.response('POST')
  expect(second.header('X-Request-ID')).toBe('7')
  expect(JSON.parse(String(second.body))).toEqual({
    backend: 'one',
    connection: 1,
    sequence: 2,
    method: 'POST',
    target: '/second',
    body_bytes: 3,
    sha1: 'a9993e364706816aba3e25717850c26c9cd0d89d',
    headers: [
      ['Host', 'a'],
      ['X-Request-ID', '7'],
      ['Content-Length', '3'],
    ],
  })
  expect(backend.complaints).toEqual([])
})

test('pipelined requests arrive before the first is answered, and answers leave in order', async () => {
  const gates: Record<string, Gate> = { '/1': gate(), '/2': gate() }
  await using backend = await startBackend(async ({ target }, reply) => {
    await gates[target]?.opened
    await reply.respond({ body: target })
  })
  await using client = await connectClient(backend.port)
  await client.send(get('/1') + get('/2'))
  await backend.received(2)
  gates['/2']?.open()
  gates['/1']?.open()
  expect([String((await client.response()).body), String((await client.response()).body)]).toEqual(['/1', '/2'])
})

test('a handler may answer out of turn, and later than it returns', async () => {
  const answers: (() => void)[] = []
  await using backend = await startBackend(({ target }, reply) => {
    answers.push(() => void reply.respondOutOfTurn({ body: target }))
  })
  await using client = await connectClient(backend.port)
  await client.send(get('/1') + get('/2'))
  await backend.received(2)
  for (const answer of answers.reverse()) answer()
  expect([String((await client.response()).body), String((await client.response()).body)]).toEqual(['/2', '/1'])
})

test('what has no place in the grammar is a complaint with its bytes, and no request', async () => {
  await using backend = await startBackend()
  await using client = await connectClient(backend.port)
  await client.send('GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n')
  expect((await client.response()).status).toBe(400)
  expect(backend.complaints).toEqual([
    'connection 1: folded header line " folded"; 36 bytes had arrived, at last "GET / HTTP/1.1\\r\\nHost: a\\r\\n folded\\r\\n\\r\\n"',
  ])
  expect(backend.requests).toEqual([])
})

test('a request cut short is neither a request nor a complaint; an empty connection is nothing at all', async () => {
  await using backend = await startBackend()
  await using empty = await connectClient(backend.port)
  await using cut = await connectClient(backend.port)
  await cut.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na')
  cut.finish()
  empty.finish()
  await Promise.all([cut.untilClose(), empty.untilClose()])
  expect([backend.connections, backend.requests.length, backend.complaints, backend.cutShort.length]).toEqual([
    2,
    0,
    [],
    1,
  ])
  await backend.until(() => backend.openConnections === 0, 'both connections to close')
})

test('a streaming handler reads as it likes: one that waits makes the sender stop', async () => {
  const reading = gate()
  const bytes = 32 * 1_048_576
  let receiving: Socket | undefined
  await using backend = await startBackend(
    async (request, reply) => {
      receiving = reply.socket
      await reading.opened
      let seen = 0
      for await (const chunk of request.chunks) seen += chunk.length
      await reply.respond({ body: String(seen) })
    },
    { streaming: true },
  )
  await using client = await connectClient(backend.port)
  await client.send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes}\r\n\r\n`)
  const sending = client.send(Buffer.alloc(bytes))
  await expect.poll(() => receiving?.isPaused()).toBe(true)
  expect(client.acceptedBytes).toBeLessThan(bytes)
  reading.open()
  expect(await sending).toBe(bytes)
  expect(String((await client.response('POST')).body)).toBe(String(bytes))
  await client.send(get('/next'))
  expect(String((await client.response()).body)).toBe('0')
})

test('a streaming handler that answers without reading leaves the connection in step', async () => {
  await using backend = await startBackend((request, reply) => reply.respond({ body: request.target }), {
    streaming: true,
  })
  await using client = await connectClient(backend.port)
  await client.send(
    `POST /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n${get('/2')}`,
  )
  expect([String((await client.response('POST')).body), String((await client.response()).body)]).toEqual(['/1', '/2'])
})

test('a handler that ends before the body has come is heard nevertheless: the rest is drained, not reset', async () => {
  const handler: Handler = async (_, reply) => {
    await reply.respond({ status: 413 })
    reply.end()
  }
  await using backend = await startBackend(handler, { streaming: true })
  await using client = await connectClient(backend.port, { staysOpen: true })
  await client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n')
  expect((await client.response('POST')).status).toBe(413)
  expect(await client.closed).toBe('fin')
  expect(await client.send(Buffer.alloc(9_000_000))).toBe(9_000_000)
  client.finish()
  await backend.until(() => backend.openConnections === 0, 'the connection to close')
  expect([backend.cutShort, backend.complaints]).toEqual([[], []])
})

test('a request that says close is the last one, and its connection ends with FIN though more has arrived', async () => {
  await using backend = await startBackend()
  await using client = await connectClient(backend.port)
  await client.send(get('/1', 'Connection: close') + get('/2'))
  const response = await client.response()
  expect([response.header('Connection'), await client.closed, backend.requests.length]).toEqual(['close', 'fin', 1])
})

test('an expectation is answered before the body', async () => {
  await using backend = await startBackend()
  await using client = await connectClient(backend.port)
  await client.send('PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n')
  expect(String(await client.bytes(25))).toBe('HTTP/1.1 100 Continue\r\n\r\n')
  await client.send('x')
  expect((await client.response('PUT')).status).toBe(200)
})

test('HEAD, 204 and chunks are framed lawfully', async () => {
  await using backend = await startBackend((request, reply) => {
    if (request.target === '/204') return reply.respond({ status: 204 })
    return reply.respond({ chunks: ['a', 'bc'] })
  })
  await using client = await connectClient(backend.port)
  await client.send(`${get('/204')}${get('/').replace('GET', 'HEAD')}${get('/')}`)
  const answers = [await client.response(), await client.response('HEAD'), await client.response()]
  expect(answers.map(({ status, body }) => [status, String(body)])).toEqual([
    [204, ''],
    [200, ''],
    [200, 'abc'],
  ])
})

test('a handler that fails is a complaint, and the client is not left waiting', async () => {
  await using backend = await startBackend(() => {
    throw new Error('no idea')
  })
  await using client = await connectClient(backend.port)
  await client.send(get('/'))
  expect(await client.closed).toBe('rst')
  expect(backend.complaints).toEqual(['connection 1: the handler failed: Error: no idea'])
})

test('after a half close open answers still leave, unless the backend is one that drops them', async () => {
  const late = gate()
  const answerLate = async (_: unknown, reply: { respond(): Promise<boolean> }) => {
    await late.opened
    await reply.respond()
  }
  await using patient = await startBackend(answerLate)
  await using curt = await startBackend(answerLate, { halfClose: false })
  await using answered = await connectClient(patient.port)
  await using dropped = await connectClient(curt.port)
  for (const client of [answered, dropped]) {
    await client.send(get('/'))
    client.finish()
  }
  await expect(dropped.response()).rejects.toThrow('the connection ended')
  late.open()
  expect((await answered.response()).status).toBe(200)
})

test('a stopped backend refuses, cuts what was open, and comes back on the same port', async () => {
  await using backend = await startBackend()
  await using client = await connectClient(backend.port)
  await client.send(get('/'))
  await client.response()
  backend.stop()
  await client.closed
  await expect(connectClient(backend.port)).rejects.toThrow('ECONNREFUSED')
  await backend.start()
  await using again = await connectClient(backend.port)
  await again.send(get('/'))
  expect((await again.response()).status).toBe(200)
})
