import { randomBytes } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { forwardingStages, get, patience, post, useRig } from '../../testing/proxy-rig.ts'
import type { ReceivedRequest } from '../../testing/scripted-backend.ts'

vi.setConfig(patience)

// Each proxy may add these, and the last stage must.
const added = ['via', 'x-forwarded-for', 'x-request-id', 'connection']

function endToEnd({ headers }: ReceivedRequest): (readonly [string, string])[] {
  return headers.filter(([name]) => !added.includes(name.toLowerCase()))
}

describe.each(forwardingStages)('what the backend of %s receives', stage => {
  const rig = useRig(stage)

  async function forwarded(bytes: string, method?: string): Promise<ReceivedRequest> {
    rig.backend.requests.length = 0
    const { status } = await rig.ask(bytes, method)
    expect([status, rig.backend.requests.length]).toEqual([200, 1])
    return rig.backend.requests[0] as ReceivedRequest
  }

  test.each([
    '/a%2Fb/%2e%2e/c%20d?x=%26&y=1+1&&',
    '/x//y/./..?z=/http://b/',
    '/%0d%0aX-Evil:%201?%0d%0aX-Evil:%202',
    '/?',
    '/{|}~!$&\'()*+,;=:@[]^`\\"<>',
  ])('the target %s arrives octet by octet', async target => {
    expect(await forwarded(get(target))).toMatchObject({ method: 'GET', target })
  })

  test.each([
    ['http://b.test:81/x?y', '/x?y', 'b.test:81'],
    ['http://b.test', '/', 'b.test'],
    ['HTTP://b.test?q', '/?q', 'b.test'],
  ])('the absolute target %s becomes %s, and its authority the Host %s', async (absolute, target, host) => {
    const request = await forwarded(get(absolute))
    expect([request.target, request.headerAll('host')]).toEqual([target, [host]])
  })

  test.each([
    'PUT',
    'DELETE',
    'PATCH',
    'OPTIONS',
    'PROPFIND',
    'BREW',
    'M-SEARCH',
  ])('%s arrives as it is', async method => {
    expect(await forwarded(get('/m').replace('GET', method), method)).toMatchObject({ method, target: '/m' })
  })

  test('OPTIONS * arrives with its asterisk', async () => {
    expect(await forwarded(get('*').replace('GET', 'OPTIONS'))).toMatchObject({ target: '*' })
  })

  test('end-to-end headers arrive in their order, spelt and repeated as they were', async () => {
    const lines = [
      'x-B: 1',
      'X-A:2',
      'X-Empty:',
      'x-b: \t3, 4 \t',
      'Cookie: a=1; b=2',
      'Cookie: c=3',
      'X-8: caf\xe9\xff',
    ]
    expect(endToEnd(await forwarded(get('/', ...lines)))).toEqual([
      ['Host', 'a.test'],
      ['x-B', '1'],
      ['X-A', '2'],
      ['X-Empty', ''],
      ['x-b', '3, 4'],
      ['Cookie', 'a=1; b=2'],
      ['Cookie', 'c=3'],
      ['X-8', 'caf\xe9\xff'],
    ])
  })

  test('a header of four kilobytes arrives whole', async () => {
    const value = randomBytes(2048).toString('hex')
    expect((await forwarded(get('/', `Cookie: ${value}`))).headerAll('cookie')).toEqual([value])
  })

  test('what is meant for this hop stays on it, and so does what Connection names', async () => {
    const hop = ['Keep-Alive: timeout=9', 'Proxy-Connection: x', 'TE: trailers', 'Trailer: X-T', 'Upgrade: h2c']
    const named = ['Connection: X-Foo, HTTP2-Settings', 'x-foo: 1', 'HTTP2-Settings: a', 'connection:  upgrade ']
    expect(endToEnd(await forwarded(get('/', ...hop, ...named, 'X-Bar: 1')))).toEqual([
      ['Host', 'a.test'],
      ['X-Bar', '1'],
    ])
  })

  test('a body keeps its length and a request its Host, though Connection names them', async () => {
    const inside = get('/smuggled')
    const request = await forwarded(post('/', inside, 'Connection: Content-Length, Host, Transfer-Encoding'), 'POST')
    expect([String(request.body), request.headerAll('host')]).toEqual([inside, ['a.test']])
    await rig.proveAlive()
    expect(rig.targets()).toEqual(['/'])
  })

  test("a client's Connection: close is not the backend's business", async () => {
    const { headers } = await forwarded(get('/', 'Connection: close'))
    const options = headers.filter(([name, value]) => name.toLowerCase() === 'connection' && /close/i.test(value))
    // Stage 3 may close for reasons of its own.
    expect(options.length).toBeLessThanOrEqual(stage === '03-forward' ? 1 : 0)
  })

  test.each(['a.test:9000', '[::1]:80', '127.0.0.1'])('the Host %s arrives as the client sent it', async host => {
    expect((await forwarded(get('/').replace('a.test', host))).headerAll('host')).toEqual([host])
  })

  test("HTTP/1.0 arrives in the proxy's own version, with one Host even where the client named none", async () => {
    const [named, nameless] = [
      await forwarded('GET /old HTTP/1.0\r\nHost: old.test\r\n\r\n'),
      await forwarded('GET /old HTTP/1.0\r\n\r\n'),
    ]
    expect([named.headerAll('host'), nameless.headerAll('host').length]).toEqual([['old.test'], 1])
    expect([named.version, nameless.version]).toEqual(['HTTP/1.1', 'HTTP/1.1'])
  })

  test("the client's address is appended to X-Forwarded-For, not put in its place", async () => {
    const { headers } = await forwarded(get('/', 'X-Forwarded-For: 192.0.2.1', 'X-Forwarded-For: 192.0.2.2'))
    const values = headers.filter(([name]) => name.toLowerCase() === 'x-forwarded-for').map(([, value]) => value)
    expect(values.join(', ')).toBe('192.0.2.1, 192.0.2.2, 127.0.0.1')
  })

  test('authorization is not mixed up between two who ask for the same', async () => {
    const owners = ['Basic b25l', 'Basic dHdv']
    const answers = await Promise.all(owners.map(owner => rig.ask(get('/same', `Authorization: ${owner}`))))
    const seen = answers.map(({ body }) => Object.fromEntries(JSON.parse(String(body)).headers).Authorization)
    expect(seen).toEqual(owners)
  })
})
