import { describe, expect, test, vi } from 'vitest'
import { get, head, patience, persistentStages, post, useRig } from '../../testing/proxy-rig.ts'
import type { RawClient, ReceivedResponse } from '../../testing/raw-client.ts'

vi.setConfig(patience)

function get10(target: string, ...headers: string[]): string {
  return get(target, ...headers).replace('HTTP/1.1', 'HTTP/1.0')
}

describe.each(persistentStages)('the connection of a client of %s', stage => {
  const rig = useRig(stage)

  async function exchange(client: RawClient, bytes: string): Promise<ReceivedResponse> {
    await client.send(bytes)
    return client.response(bytes.slice(0, bytes.indexOf(' ')))
  }

  /** The answer's head does not promise more, and nothing but FIN follows it, also where the client asks on. */
  async function expectLast(client: RawClient, answer: ReceivedResponse): Promise<void> {
    expect([answer.complete, answer.header('connection')]).toEqual([true, 'close'])
    expect([(await client.untilClose()).length, await client.closed]).toEqual([0, 'fin'])
  }

  async function expectKept(client: RawClient, answer: ReceivedResponse): Promise<void> {
    expect([answer.complete, answer.header('connection') ?? '']).not.toEqual([true, 'close'])
    expect((await exchange(client, get('/next'))).status).toBe(200)
  }

  test('serves twenty requests one behind the other', async () => {
    await using client = await rig.connect()
    for (let at = 0; at < 20; at += 1) {
      const answer = await exchange(client, get(`/${at}`))
      expect([answer.header('connection'), JSON.parse(String(answer.body)).target]).toEqual([undefined, `/${at}`])
    }
    await using other = await rig.connect()
    expect((await exchange(other, get('/'))).status).toBe(200)
  })

  test.each(['close', 'Close', 'x, close', 'keep-alive, close'])('ends on Connection: %s', async option => {
    await using client = await rig.connect()
    await expectLast(client, await exchange(client, get('/', `Connection: ${option}`) + get('/unasked')))
    expect(rig.targets()).toEqual(['/'])
  })

  test('ends behind HTTP/1.0', async () => {
    await using client = await rig.connect()
    await expectLast(client, await exchange(client, get10('/') + get('/unasked')))
    expect(rig.targets()).toEqual(['/'])
  })

  test.each([
    'keep-alive',
    'Keep-Alive',
    'x,keep-alive',
  ])('lives on behind HTTP/1.0 with %s, and says so', async option => {
    await using client = await rig.connect()
    const answer = await exchange(client, get10('/', `Connection: ${option}`))
    expect(answer.header('connection')).toMatch(/keep-alive/i)
    await expectKept(client, answer)
  })

  test('ends behind an answer that HTTP/1.0 with keep-alive can only be given by closing', async () => {
    rig.script = (_, reply) => reply.respond({ chunks: ['hel', 'lo'] })
    await using client = await rig.connect()
    const answer = await exchange(client, get10('/', 'Connection: keep-alive'))
    expect(String(answer.body)).toBe('hello')
    await expectLast(client, answer)
  })

  test("lives on when the backend's does not: by its word, by its version, by the end of its body", async () => {
    await using client = await rig.connect()
    for (const head of [
      'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\n',
      'HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n',
      'HTTP/1.1 200 OK\r\n\r\n',
      'HTTP/1.0 200 OK\r\n\r\n',
    ]) {
      rig.script = async (_, reply) => {
        await reply.turn
        await reply.write(`${head}hello`)
        reply.end()
      }
      const answer = await exchange(client, get('/'))
      expect([String(answer.body), answer.complete]).toEqual(['hello', true])
      rig.script = undefined
      await expectKept(client, answer)
    }
  })

  test('lives on behind answers of every kind, each with its own body and none of the one before', async () => {
    rig.script = ({ target }, reply) => {
      if (target === '/204') return reply.respond({ status: 204 })
      if (target === '/304') return reply.respond({ status: 304, headers: { 'Content-Length': '1234' } })
      if (target === '/chunks') return reply.respond({ chunks: ['chu', 'nks'], headers: { 'X-Only': 'here' } })
      return reply.respond({ body: target === '/empty' ? '' : target })
    }
    await using client = await rig.connect()
    const asked = ['/a', '/204', '/b', '/304', '/empty', '/chunks', '/c']
    for (const target of [...asked, ...asked]) {
      const got = await exchange(client, get(target))
      const body = { '/204': '', '/304': '', '/empty': '', '/chunks': 'chunks' }[target] ?? target
      expect([String(got.body), got.header('x-only')]).toEqual([body, target === '/chunks' ? 'here' : undefined])
      const headed = await exchange(client, head(target))
      expect([headed.status, headed.body.length]).toEqual([got.status, 0])
    }
  })

  test('lives on behind 502 for a request that had come whole', async () => {
    await using client = await rig.connect()
    for (const request of [post('/reset', get('/inside')), head('/reset'), post('/reset', 'hello')]) {
      rig.script = (_, reply) => reply.reset()
      const answer = await exchange(client, request)
      rig.script = undefined
      expect(answer.status).toBe(502)
      await expectKept(client, answer)
    }
    expect(rig.targets()).not.toContain('/inside')
  })

  test('passes over empty lines between requests', async () => {
    await using client = await rig.connect()
    await exchange(client, `${post('/', 'hello')}\r\n`)
    expect((await exchange(client, `\r\n${get('/')}`)).status).toBe(200)
  })

  test('closes when the client has finished and been answered', async () => {
    await using client = await rig.connect()
    await exchange(client, get('/1'))
    client.socket.end(get('/2') + get('/3'))
    expect([(await client.response()).status, (await client.response()).status]).toEqual([200, 200])
    expect([(await client.untilClose()).length, await client.closed]).toEqual([0, 'fin'])
  })

  test('gets 100 Continue for each body that waits for it', async () => {
    await using client = await rig.connect()
    for (const body of ['one', 'two', 'three']) {
      await client.send(post('/', body, 'Expect: 100-continue').slice(0, -body.length))
      expect(String(await client.bytes(25))).toBe('HTTP/1.1 100 Continue\r\n\r\n')
      const answer = await exchange(client, body)
      expect([JSON.parse(String(answer.body)).body_bytes, answer.informational]).toEqual([body.length, []])
    }
  })
})
