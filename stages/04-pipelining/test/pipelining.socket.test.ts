import { describe, expect, test, vi } from 'vitest'
import { startStage } from '../../testing/program.ts'
import { confOf, get, head, patience, persistentStages, post, useRig } from '../../testing/proxy-rig.ts'
import type { RawClient } from '../../testing/raw-client.ts'
import { connectClient } from '../../testing/raw-client.ts'
import { type Gate, gate, type Handler, startBackend } from '../../testing/scripted-backend.ts'

vi.setConfig(patience)

async function bodies(client: RawClient, count: number): Promise<string[]> {
  const all: string[] = []
  for (let at = 0; at < count; at += 1) all.push(String((await client.response()).body))
  return all
}

describe.each(persistentStages)('requests that are pipelined to %s', stage => {
  const rig = useRig(stage)

  test('are all answered, in their order, however many they are', async () => {
    rig.script = ({ target }, reply) => reply.respond({ body: target })
    await using client = await rig.connect()
    const targets = Array.from({ length: 500 }, (_, at) => `/${at}`)
    await client.send(targets.map(target => get(target)).join(''))
    expect(await bodies(client, 500)).toEqual(targets)
  })

  test('are answered in their order also where the backends finish in the opposite one', async () => {
    const gates = new Map(['/1', '/2', '/3'].map(target => [target, gate()]))
    const finished: string[] = []
    const finish: Handler = async ({ target }, reply) => {
      await gates.get(target)?.opened
      await reply.respond({ body: target.repeat(20_000) })
      finished.push(target)
      // Its answer has gone to the proxy before the next one sets out.
      gates.get(`/${Number(target.slice(1)) - 1}`)?.open()
    }
    await using one = await startBackend(finish)
    await using two = await startBackend(finish)
    await using three = await startBackend(finish)
    await using program = await startStage(stage, { conf: confOf([one, two, three]) })
    await using client = await connectClient(program.port)
    await client.send(get('/1') + get('/2') + get('/3'))
    await Promise.all([one, two, three].map(backend => backend.received(1)))
    gates.get('/3')?.open()
    // None of them needs another word of the client.
    expect((await bodies(client, 3)).map(body => body.slice(0, 2))).toEqual(['/1', '/2', '/3'])
    expect(finished).toEqual(['/3', '/2', '/1'])
  })

  test('and mix HEAD and GET get bodies for GET alone', async () => {
    rig.script = ({ target }, reply) => reply.respond({ body: target })
    await using client = await rig.connect()
    await client.send(head('/1') + get('/2') + head('/3') + get('/4') + get('/5') + head('/6'))
    const methods = ['HEAD', 'GET', 'HEAD', 'GET', 'GET', 'HEAD']
    const got: string[] = []
    for (const method of methods) got.push(String((await client.response(method)).body))
    expect(got).toEqual(['', '/2', '', '/4', '/5', ''])
  })

  test('come as requests also where bodies stand between them, cut at every place', async () => {
    const inChunks = '3\r\nabc\r\n2\r\nde\r\n0\r\nX-T: 1\r\n\r\n'
    const all = [
      post('/1', 'abcde'),
      get('/2'),
      `\r\n${get('/3', 'Transfer-Encoding: chunked').replace('GET', 'PUT')}${inChunks}`,
      post('/4', '', 'Connection: close'),
    ].join('')
    const cuts = Array.from({ length: all.length - 1 }, (_, index) => index + 1)
    const clients = await Promise.all(cuts.map(() => rig.connect()))
    await Promise.all(clients.map((client, index) => client.send(all.slice(0, cuts[index]))))
    await rig.proveAlive()
    await Promise.all(clients.map((client, index) => client.send(all.slice(cuts[index]))))
    const told = await Promise.all(
      clients.map(async client => {
        const accounts = (await bodies(client, 4)).map(body => JSON.parse(body))
        expect((await client.untilClose()).length).toBe(0)
        return accounts.map(({ method, target, body_bytes }) => `${method} ${target} ${body_bytes}`).join(', ')
      }),
    )
    expect(new Set(told)).toEqual(new Set(['POST /1 5, GET /2 0, PUT /3 5, POST /4 0']))
  })

  describe('with one in the middle that', () => {
    const held = async (bytes: string, open: Gate): Promise<RawClient> => {
      rig.script = async ({ target }, reply) => {
        if (target === '/1') await open.opened
        await reply.respond({ body: target })
      }
      const client = await rig.connect()
      await client.send(bytes)
      return client
    }

    test.each([
      ['is malformed', 'GE(T / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
      ['has no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
      ['has two lengths', get('/', 'Content-Length: 1', 'Content-Length: 2'), 400],
      ['has too large a head', get('/', `X: ${'x'.repeat(20_000)}`), 431],
      ['has an unknown coding', get('/', 'Transfer-Encoding: gzip'), 501],
    ])('%s: the ones before are answered first, it is refused, those behind it are not read', async (_, bad, status) => {
      const open = gate()
      await using client = await held(get('/1') + get('/2') + bad + get('/4'), open)
      await rig.backend.until(() => rig.targets().includes('/1'), 'the first')
      open.open()
      expect(await bodies(client, 2)).toEqual(['/1', '/2'])
      const refusal = await client.response()
      expect([refusal.status, refusal.header('connection')]).toEqual([status, 'close'])
      expect([(await client.untilClose()).length, await client.closed]).toEqual([0, 'fin'])
      await rig.proveAlive()
      expect(rig.targets()).not.toContain('/4')
    })

    test('says close is the last to be answered', async () => {
      const open = gate()
      open.open()
      await using client = await held(get('/1') + get('/2', 'Connection: close') + get('/3'), open)
      expect(await bodies(client, 2)).toEqual(['/1', '/2'])
      expect([(await client.untilClose()).length, await client.closed]).toEqual([0, 'fin'])
      await rig.proveAlive()
      expect(rig.targets()).not.toContain('/3')
    })

    test('nobody can answer gets 502 in its place, and the others their own', async () => {
      rig.script = async ({ target }, reply) => {
        await reply.turn
        if (target === '/2') return reply.reset()
        return reply.respond({ body: target })
      }
      await using client = await rig.connect()
      await client.send(get('/1') + get('/2') + get('/3'))
      const answers = [await client.response(), await client.response(), await client.response()]
      expect(answers.map(({ status, body }) => (status === 200 ? String(body) : status))).toEqual(['/1', 502, '/3'])
    })

    test('breaks inside its answer ends the connection there, behind whole answers to the ones before', async () => {
      rig.script = async ({ target }, reply) => {
        await reply.turn
        if (target !== '/2') return reply.respond({ body: target })
        await reply.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello')
        return reply.end()
      }
      await using client = await rig.connect()
      await client.send(get('/1') + get('/2') + get('/3'))
      expect(await bodies(client, 1)).toEqual(['/1'])
      const broken = await client.response()
      expect([String(broken.body), broken.complete]).toEqual(['hello', false])
      expect((await client.untilClose()).length).toBe(0)
    })

    test('breaks inside its answer costs a client that reads late nothing of the ones before', async () => {
      const large = 'x'.repeat(16_000_000)
      const broken = gate()
      rig.script = async ({ target }, reply) => {
        await reply.turn
        if (target !== '/2') return reply.respond({ body: large })
        await reply.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello')
        reply.end()
        return broken.open()
      }
      await using client = await rig.connect()
      client.pause()
      await client.send(get('/1') + get('/2'))
      // Whoever takes no more of the first answer than it has room for does not get to the second.
      if (stage === '04-pipelining') await broken.opened
      await rig.proveAlive()
      client.resume()
      const whole = await client.response()
      expect([whole.complete, whole.body.length]).toEqual([true, large.length])
      expect((await client.response()).complete).toBe(false)
    })

    test('is a POST waits for those before it, and those behind wait for it', async () => {
      const open = gate()
      const order: string[] = []
      rig.script = async ({ target }, reply) => {
        order.push(`begin ${target}`)
        if (target === '/p1') await open.opened
        order.push(`end ${target}`)
        await reply.respond({ body: target })
      }
      await using client = await rig.connect()
      await client.send(get('/p1') + post('/p2', 'hello') + post('/p3', get('/inside')) + get('/p4'))
      await rig.backend.until(() => rig.targets().includes('/p1'), 'the first')
      await rig.proveAlive()
      open.open()
      expect(await bodies(client, 4)).toEqual(['/p1', '/p2', '/p3', '/p4'])
      // A GET of an earlier test may still be on its way a second time.
      const posts = order.filter(each => /p[234]$/.test(each))
      expect(posts).toEqual(['begin /p2', 'end /p2', 'begin /p3', 'end /p3', 'begin /p4', 'end /p4'])
      expect(order.indexOf('end /p1')).toBeLessThan(order.indexOf('begin /p2'))
    })
  })
})
