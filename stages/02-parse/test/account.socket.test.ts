import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Program, startStage } from '../../testing/program.ts'
import { ask, get, head, patience, post } from '../../testing/proxy-rig.ts'
import { connectClient, type ReceivedResponse } from '../../testing/raw-client.ts'

vi.setConfig(patience)

const backends = [
  { ip: '127.0.0.1', port: 8001 },
  { ip: '10.0.0.2', port: 8002, weight: 3 },
]
let program: Program
beforeAll(async () => {
  program = await startStage('02-parse', { conf: { backend_servers: backends } })
})
afterAll(() => program[Symbol.asyncDispose]())

function accountIn(response: ReceivedResponse): Record<string, unknown> {
  expect([response.status, response.header('Content-Type')]).toEqual([200, 'application/json'])
  return JSON.parse(String(response.body))
}

async function accountOf(bytes: string, method?: string): Promise<Record<string, unknown>> {
  return accountIn(await ask(program.port, bytes, method))
}

test('the account tells everything that the contract names, and nothing else', async () => {
  const request = 'GET /a?b=1 HTTP/1.1\r\nHost: example.test\r\nX-A: 1\r\n\r\n'
  expect(await accountOf(request)).toEqual({
    method: 'GET',
    target: '/a?b=1',
    path: '/a',
    query: 'b=1',
    host: 'example.test',
    version: 'HTTP/1.1',
    headers: [
      ['Host', 'example.test'],
      ['X-A', '1'],
    ],
    body_bytes: 0,
    backend_servers: backends,
  })
})

test.each([
  ['/', '/', null, 'a.test'],
  ['/?', '/', '', 'a.test'],
  ['/a?b?c=/d', '/a', 'b?c=/d', 'a.test'],
  ['/a%2Fb/../%0d%0aX:%201?%26=+&', '/a%2Fb/../%0d%0aX:%201', '%26=+&', 'a.test'],
  ['http://other.test:81/x?y', '/x', 'y', 'other.test:81'],
  ['HTTP://other.test', '/', null, 'other.test'],
  ['http://other.test?q', '/', 'q', 'other.test'],
])('the target %s is told undecoded: path %s, query %s, host %s', async (target, path, query, host) => {
  expect(await accountOf(get(target))).toMatchObject({ target, path, query, host })
})

test('headers keep their order, their spelling and their repetitions, and lose the blanks around the value', async () => {
  const lines = ['x-B:1', 'X-a: \t 2 \t', 'X-Empty:', 'X-a: b:c, "d: e"', 'Date: Sat, 01 Jan 2000 10:20:30 GMT']
  const { headers } = await accountOf(get('/', ...lines))
  expect(headers).toEqual([
    ['Host', 'a.test'],
    ['x-B', '1'],
    ['X-a', '2'],
    ['X-Empty', ''],
    ['X-a', 'b:c, "d: e"'],
    ['Date', 'Sat, 01 Jan 2000 10:20:30 GMT'],
  ])
})

test('8-bit octets in a value are told one character an octet', async () => {
  const { headers } = await accountOf(get('/', 'X-A: caf\xe9 \xa0'))
  expect(headers).toContainEqual(['X-A', 'caf\xe9 \xa0'])
})

test.each(['BREW', 'M-SEARCH', "!#$%&'*+-.^_`|~1a"])('the method %s is as good as GET', async method => {
  expect(await accountOf(get('/').replace('GET', method))).toMatchObject({ method })
})

test('OPTIONS may ask for everything', async () => {
  expect(await accountOf(get('*').replace('GET', 'OPTIONS'))).toMatchObject({ target: '*', path: '*', query: null })
})

test('HTTP/1.0 needs no Host', async () => {
  expect(await accountOf('GET /old HTTP/1.0\r\n\r\n')).toMatchObject({ version: 'HTTP/1.0', host: null })
})

test('empty lines before a request are passed over', async () => {
  expect(await accountOf(`\r\n\r\n${get('/x')}`)).toMatchObject({ target: '/x' })
})

test('framing fields are understood however they are spelt', async () => {
  const inChunks = '2;a=b\r\nhe\r\n003;c="d;e"\r\nllo\r\n0\r\nX-T: 1\r\n\r\n'
  const asks = ['cOnTeNt-LeNgTh: 0000000005', 'TRANSFER-encoding: CHUNKED', 'Transfer-Encoding: , chunked ,']
  const bytes = await Promise.all(
    asks.map(async (line, index) => {
      const request = get('/', line).replace('GET', 'POST')
      return (await accountOf(`${request}${index === 0 ? 'hello' : inChunks}`)).body_bytes
    }),
  )
  expect(bytes).toEqual([5, 5, 5])
})

test('fields that only look like framing have no effect', async () => {
  const account = await accountOf(get('/', 'Content_Length: 5', 'X-Transfer-Encoding: chunked'))
  expect(account).toMatchObject({ body_bytes: 0 })
})

test('a body that looks like the end of a head, of chunks or like a request is a body', async () => {
  const body = `\r\n\r\n0\r\n\r\n${get('/other')}\0\xff`
  expect(await accountOf(post('/', body), 'POST')).toMatchObject({ body_bytes: body.length })
  const inOneChunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
  const chunked = get('/', 'Transfer-Encoding: chunked').replace('GET', 'PUT') + inOneChunk
  expect(await accountOf(chunked, 'PUT')).toMatchObject({ body_bytes: body.length })
})

test('one request is answered, then the connection closes; what stands behind it is not read', async () => {
  await using client = await connectClient(program.port)
  await client.send(get('/1') + get('/2'))
  const response = await client.response()
  expect([accountIn(response).target, response.header('Connection')]).toEqual(['/1', 'close'])
  expect([(await client.untilClose()).length, await client.closed]).toEqual([0, 'fin'])
})

test('HEAD is answered with the head that GET would get, and no body', async () => {
  const [got, headed] = await Promise.all(
    [get('/x'), head('/x')].map(async bytes => {
      await using client = await connectClient(program.port)
      await client.send(bytes)
      return String(await client.untilClose())
    }),
  )
  const ends = got?.indexOf('\r\n\r\n') ?? 0
  // The method is one letter longer.
  const length = Number(/Content-Length: (\d+)/.exec(got ?? '')?.[1]) + 1
  expect(headed).toBe(got?.slice(0, ends + 4).replace(/Content-Length: \d+/, `Content-Length: ${length}`))
})

test('a client that expects 100 Continue gets it before it sends the body', async () => {
  await using client = await connectClient(program.port)
  await client.send(post('/', '', 'Expect: 100-continue').replace('Length: 0', 'Length: 5'))
  expect(String(await client.bytes(25))).toBe('HTTP/1.1 100 Continue\r\n\r\n')
  await client.send('hello')
  const response = await client.response('POST')
  expect([accountIn(response).body_bytes, response.informational]).toEqual([5, []])
})

test('HTTP/1.0 gets no 100 Continue, whatever it expects', async () => {
  const request = post('/', 'hello', 'Expect: 100-continue').replace('HTTP/1.1', 'HTTP/1.0')
  await using client = await connectClient(program.port)
  await client.send(request.slice(0, -5))
  await client.send('hello')
  expect((await client.response('POST')).informational).toEqual([])
})

describe('however it is cut into segments', () => {
  const body = '4;x="\\""\r\n\r\n0\r\r\n1\r\nx\r\n0\r\nX-T: 1\r\n\r\n'
  const request = `\r\n${get('/cut?here', 'X-A: 1', 'Transfer-Encoding: chunked').replace('GET', 'PUT')}${body}`

  test('a request that comes byte by byte is understood', async () => {
    await using client = await connectClient(program.port)
    await client.sendByteByByte(request)
    expect(accountIn(await client.response())).toMatchObject({ target: '/cut?here', body_bytes: 5 })
  })

  test('a request that is cut in two, wherever it be, is understood', async () => {
    const cuts = Array.from({ length: request.length - 1 }, (_, at) => at + 1)
    const clients = await Promise.all(cuts.map(() => connectClient(program.port)))
    await Promise.all(clients.map((client, index) => client.send(request.slice(0, cuts[index]))))
    // Its answer proves that the program has read all first parts.
    await accountOf(get('/barrier'))
    await Promise.all(clients.map((client, index) => client.send(request.slice(cuts[index]))))
    const accounts = await Promise.all(clients.map(async client => accountIn(await client.response('PUT'))))
    expect(new Set(accounts.map(({ target, body_bytes }) => `${target} ${body_bytes}`))).toEqual(
      new Set(['/cut?here 5']),
    )
  })
})
