import { describe, expect, test, vi } from 'vitest'
import { forwardingStages, get, head, patience, useRig } from '../../testing/proxy-rig.ts'
import type { ReceivedResponse } from '../../testing/raw-client.ts'

vi.setConfig(patience)

const perHop = ['connection', 'x-request-id', 'via', 'transfer-encoding', 'content-length']

function endToEnd({ headers }: ReceivedResponse): (readonly [string, string])[] {
  return headers.filter(([name]) => !perHop.includes(name.toLowerCase()))
}

describe.each(forwardingStages)('what the client of %s receives', stage => {
  const rig = useRig(stage)

  /** The answer that `bytes` become on their way; the backend's connection stays open behind them. */
  async function relayed(bytes: string, request = get('/')): Promise<ReceivedResponse> {
    rig.script = async (_, reply) => {
      await reply.turn
      await reply.write(bytes)
    }
    const answer = await rig.ask(request, request.startsWith('HEAD') ? 'HEAD' : 'GET')
    rig.script = undefined
    await rig.proveAlive()
    return answer
  }

  test.each([
    200, 203, 206, 226, 299, 301, 307, 404, 405, 418, 451, 500, 503, 599,
  ])('the status %i with its reason, headers and body', async status => {
    const lines = ['Location: http://elsewhere.test/x', 'Content-Range: bytes 0-4/5', 'ETag: "a,b"', 'x-Lower: 1']
    const answer = await relayed(
      `HTTP/1.1 ${status} So Be It\r\n${lines.join('\r\n')}\r\nContent-Length: 5\r\n\r\nhello`,
    )
    expect([answer.version, answer.status, answer.reason, String(answer.body)]).toEqual([
      'HTTP/1.1',
      status,
      'So Be It',
      'hello',
    ])
    expect(endToEnd(answer).map(([name, value]) => `${name}: ${value}`)).toEqual(lines)
  })

  test.each([
    ['no reason', 'HTTP/1.1 200 \r\n', ''],
    ['not even the blank before it', 'HTTP/1.1 200\r\n', ''],
    ['a long reason of 8-bit octets', `HTTP/1.1 200 ${'\xe9'.repeat(300)}\r\n`, '\xe9'.repeat(300)],
  ])('a status line with %s', async (_, line, reason) => {
    const answer = await relayed(`${line}Content-Length: 2\r\n\r\nok`)
    expect([answer.status, answer.reason, String(answer.body)]).toEqual([200, reason, 'ok'])
  })

  test('three Set-Cookie lines as three, in their order', async () => {
    const cookies = ['a=1; Expires=Sat, 01 Jan 2000 10:20:30 GMT', 'b=2', 'a=3']
    const lines = cookies.map(cookie => `Set-Cookie: ${cookie}\r\n`).join('')
    expect((await relayed(`HTTP/1.1 200 OK\r\n${lines}Content-Length: 0\r\n\r\n`)).headerAll('set-cookie')).toEqual(
      cookies,
    )
  })

  test('framing that the backend spells in any case', async () => {
    const byLength = await relayed('HTTP/1.1 200 OK\r\ncOnTeNt-LENGTH: 2\r\n\r\nok')
    const inChunks = await relayed('HTTP/1.1 200 OK\r\nTRANSFER-encoding: CHUNKED\r\n\r\n2\r\nok\r\n0\r\n\r\n')
    expect([String(byLength.body), String(inChunks.body)]).toEqual(['ok', 'ok'])
  })

  test('no header that is about the connection to the backend', async () => {
    const lines = [
      'Connection: X-Secret, keep-alive',
      'x-secret: 1',
      'Keep-Alive: timeout=5',
      'Upgrade: h2',
      'X-Open: 1',
    ]
    const answer = await relayed(`HTTP/1.1 200 OK\r\n${lines.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`)
    expect(endToEnd(answer)).toEqual([['X-Open', '1']])
    expect(answer.header('connection') ?? '').not.toMatch(/secret/i)
  })

  test.each([
    ['HEAD with a length', head('/'), 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n', 200],
    ['HEAD with chunks', head('/'), 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 200],
    ['HEAD without any framing', head('/'), 'HTTP/1.1 404 No\r\n\r\n', 404],
    ['204', get('/'), 'HTTP/1.1 204 Done\r\n\r\n', 204],
    ['204 with a length that it must not have', get('/'), 'HTTP/1.1 204 Done\r\nContent-Length: 5\r\n\r\n', 204],
    ['304 with the length of what it stands for', get('/'), 'HTTP/1.1 304 Same\r\nContent-Length: 1234\r\n\r\n', 304],
    ['205 of length 0', get('/'), 'HTTP/1.1 205 Reset\r\nContent-Length: 0\r\n\r\n', 205],
    ['200 of length 0', get('/'), 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', 200],
    ['200 of no chunk but the last', get('/'), 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 200],
  ])('the answer to %s at once, without body', async (_, request, bytes, status) => {
    const answer = await relayed(bytes, request)
    expect([answer.status, answer.body.length, answer.complete]).toEqual([status, 0, true])
  })

  test("the length that HEAD tells, or none, and never another; a 204's never", async () => {
    const headed = await relayed('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n', head('/'))
    const done = await relayed('HTTP/1.1 204 Done\r\nContent-Length: 5\r\n\r\n')
    expect([headed.header('content-length'), done.header('content-length')]).toEqual(['1000', undefined])
  })

  test.each([
    ['100', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['102 and 103', 'HTTP/1.1 102 Wait\r\n\r\nHTTP/1.1 103 Hints\r\nLink: </a>\r\nContent-Length: 7\r\n\r\n'],
    ['a hundred 103', 'HTTP/1.1 103 Hints\r\n\r\n'.repeat(100)],
  ])('the final answer behind %s', async (_, interim) => {
    const answer = await relayed(`${interim}HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfinal`)
    expect([answer.status, String(answer.body)]).toEqual([200, 'final'])
  })

  test('no interim answer where the client speaks HTTP/1.0', async () => {
    const answer = await relayed(
      'HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfinal',
      'GET / HTTP/1.0\r\n\r\n',
    )
    expect([answer.informational, String(answer.body)]).toEqual([[], 'final'])
  })

  test("the proxy's own version, whatever the backend speaks below 2", async () => {
    const [older, newer] = [
      await relayed('HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'),
      await relayed('HTTP/1.2 200 OK\r\nContent-Length: 2\r\n\r\nok'),
    ]
    expect([older.version, String(older.body), newer.version]).toEqual(['HTTP/1.1', 'ok', 'HTTP/1.1'])
  })
})
