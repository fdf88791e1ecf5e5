import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { forwardingStages, get, patience, post, useRig } from '../../testing/proxy-rig.ts'
import { toChunked } from '../../testing/scripted-backend.ts'

vi.setConfig(patience)

const octets = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet)).toString('latin1')
const awkward = `\r\n\r\n${get('/inside')}0\r\n\r\n5\r\n${octets}\r\n`

function chunked(target: string, body: string, ...lines: string[]): string {
  return get(target, 'Transfer-Encoding: chunked', ...lines).replace('GET', 'POST') + body
}

describe.each(forwardingStages)('bodies of requests through %s', stage => {
  const rig = useRig(stage)

  async function bodyOf(bytes: string | Buffer, method = 'POST'): Promise<string> {
    rig.backend.requests.length = 0
    expect((await rig.ask(bytes, method)).status).toBe(200)
    expect(rig.backend.requests.length).toBe(1)
    return rig.backend.requests[0]?.body.toString('latin1') ?? ''
  }

  test('a body that looks like everything that could end it arrives whole, by length and in chunks', async () => {
    expect(await bodyOf(post('/', awkward))).toBe(awkward)
    const pieces = [awkward.slice(0, 3), awkward.slice(3)].map(piece => Buffer.from(piece, 'latin1'))
    expect(await bodyOf(chunked('/', toChunked(pieces).toString('latin1')))).toBe(awkward)
    await rig.proveAlive()
    expect(rig.targets()).toEqual(['/'])
  })

  test.each([
    ['Content-Length: 0', post('/', '')],
    ['no framing at all', get('/').replace('GET', 'POST')],
    ['the last chunk alone', chunked('/', '0\r\n\r\n')],
  ])('%s is an empty body, and nothing is waited for', async (_, bytes) => {
    expect(await bodyOf(bytes)).toBe('')
  })

  test.each(['GET', 'DELETE', 'OPTIONS', 'PUT'])('%s may have a body, which is no request', async method => {
    expect(await bodyOf(post('/', get('/inside')).replace('POST', method), method)).toBe(get('/inside'))
  })

  test('extensions, leading zeros and capitals of chunk sizes change nothing', async () => {
    const body = '5;a=b\r\nhello\r\n0000000A;q="x;\\"y"\r\n, world...\r\n1 ; b\r\n!\r\n0;last\r\n\r\n'
    expect(await bodyOf(chunked('/', body.replace(', world...', ', world..')).replace('0000000A', '00000009'))).toBe(
      'hello, world..!',
    )
    expect(await bodyOf(chunked('/', body))).toBe('hello, world...!')
  })

  test('trailers have no say in framing, routing or the head', async () => {
    const trailers = [
      'Content-Length: 99',
      'Transfer-Encoding: x',
      'Host: evil',
      'X-Request-ID: z',
      'Connection: close',
    ]
    expect(await bodyOf(chunked('/', `2\r\nhi\r\n0\r\n${trailers.join('\r\n')}\r\n\r\n`))).toBe('hi')
    const { headers } = rig.backend.requests[0] ?? { headers: [] }
    expect(headers.filter(([, value]) => ['99', 'x', 'evil', 'z'].includes(value))).toEqual([])
  })

  test.each([
    [
      'by length',
      (body: Buffer) => Buffer.concat([Buffer.from(post('/', '').replace(': 0', `: ${body.length}`)), body]),
    ],
    [
      'in chunks of every size',
      (body: Buffer) => {
        const pieces: Buffer[] = []
        for (let [from, size] = [0, 1]; from < body.length; from += size, size *= 3) {
          pieces.push(body.subarray(from, from + size))
        }
        return Buffer.concat([Buffer.from(chunked('/', '')), toChunked(pieces)])
      },
    ],
  ])('four megabytes arrive %s, octet by octet', async (_, toBytes) => {
    const body = randomBytes(4_000_000)
    await bodyOf(toBytes(body))
    expect(rig.backend.requests[0]?.body.equals(body)).toBe(true)
  })

  test('a request over one connection in many small writes arrives whole', async () => {
    const body = '3;x=y\r\nabc\r\n2\r\n\r\n\r\n0\r\nX-T: 1\r\n\r\n'
    await using client = await rig.connect()
    await client.sendByteByByte(chunked('/slow', body, 'X-A: 1'))
    expect((await client.response('POST')).status).toBe(200)
    expect(String(rig.backend.requests[0]?.body)).toBe('abc\r\n')
  })

  test('thirty uploads at once are not mixed up', async () => {
    const bodies = Array.from({ length: 30 }, (_, index) => randomBytes(index * 5000).toString('latin1'))
    const answers = await Promise.all(bodies.map((body, index) => rig.ask(post(`/${index}`, body), 'POST')))
    const told = answers.map(({ body }) => JSON.parse(String(body))).map(({ target, sha1 }) => [target, sha1])
    const sent = bodies.map((body, index) => [`/${index}`, createHash('sha1').update(body, 'latin1').digest('hex')])
    expect(told).toEqual(sent)
  })

  test('a client that expects 100 Continue and waits for it is not waited for', async () => {
    await using client = await rig.connect()
    await client.send(post('/', '', 'Expect: 100-continue').replace(': 0', ': 5'))
    expect(String(await client.bytes(25))).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    await client.send('hello')
    expect((await client.response('POST')).status).toBe(200)
    expect(String(rig.backend.requests[0]?.body)).toBe('hello')
  })

  test('one that expects it and does not wait gets the one final answer', async () => {
    const answer = await rig.ask(post('/', 'hello', 'Expect: 100-continue'), 'POST')
    expect([answer.status, JSON.parse(String(answer.body)).body_bytes]).toEqual([200, 5])
  })
})
