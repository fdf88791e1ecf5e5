import { describe, expect, test, vi } from 'vitest'
import { startStage } from '../../testing/program.ts'
import { confOf, get, head, patience, persistentStages, post, useRig } from '../../testing/proxy-rig.ts'
import type { ReceivedResponse } from '../../testing/raw-client.ts'
import { connectClient } from '../../testing/raw-client.ts'
import { type Handler, startBackend } from '../../testing/scripted-backend.ts'

vi.setConfig(patience)

describe.each(persistentStages)('connections from %s to its backends', stage => {
  const rig = useRig(stage)

  test('serve fifty requests of one client one behind the other, and those of other clients, too', async () => {
    rig.script = ({ target }, reply) => reply.respond({ body: target })
    const before = rig.backend.connections
    await using client = await rig.connect()
    for (let at = 0; at < 50; at += 1) {
      await client.send(at % 5 === 0 ? post(`/${at}`, 'hello') : get(`/${at}`))
      expect(String((await client.response()).body)).toBe(`/${at}`)
    }
    for (let at = 0; at < 10; at += 1) expect((await rig.ask(get('/'))).status).toBe(200)
    expect([rig.targets().length, rig.backend.connections - before <= 2]).toEqual([60, true])
  })

  test('serve the next client only if they are in step, where one goes before its answer is whole', async () => {
    rig.script = ({ target }, reply) => reply.respond({ body: target === '/large' ? 'x'.repeat(500_000) : target })
    for (let round = 0; round < 20; round += 1) {
      await using client = await rig.connect()
      await client.send(get('/large'))
      await client.bytes(100)
      client.reset()
      expect(String((await rig.ask(get(`/${round}`))).body)).toBe(`/${round}`)
    }
  })

  test('are not used again behind a word that they will close, however long the backend takes to do so', async () => {
    const closing = new Set<number>()
    const usedAgain: string[] = []
    rig.script = async ({ target, connection }, reply) => {
      await reply.turn
      if (closing.has(connection)) usedAgain.push(target)
      closing.add(connection)
      const head = target === '/old' ? 'HTTP/1.0 200 OK' : 'HTTP/1.1 200 OK\r\nConnection: Close'
      await reply.write(`${head}\r\nContent-Length: 5\r\n\r\nhello`)
    }
    for (const target of ['/old', '/new', '/old', '/new']) {
      const answers = [await rig.ask(get(target)), await rig.ask(post(target, 'x'), 'POST')]
      expect(answers.map(({ body }) => String(body))).toEqual(['hello', 'hello'])
    }
    expect(usedAgain).toEqual([])
  })

  test('are closed when the backend has closed them, also those that are kept and have nothing to do', async () => {
    await using backend = await startBackend((_, reply) => reply.respond({ body: 'hello' }).then(() => reply.end()))
    await using program = await startStage(stage, { conf: confOf([backend]) })
    await using client = await connectClient(program.port)
    for (let at = 0; at < 3; at += 1) {
      await client.send(get('/'))
      expect(String((await client.response()).body)).toBe('hello')
      await backend.until(() => backend.openConnections === 0, 'the end of its connection')
    }
  })

  test('give the requests of one client connection to the backends in turn', async () => {
    const backends = await Promise.all(['a', 'b', 'c'].map(name => startBackend(tellName(name))))
    try {
      await using program = await startStage(stage, { conf: confOf(backends) })
      await using client = await connectClient(program.port)
      const names: string[] = []
      for (let at = 0; at < 6; at += 1) {
        await client.send(get('/'))
        names.push(String((await client.response()).body))
      }
      await client.send(get('/').repeat(6))
      for (let at = 0; at < 6; at += 1) names.push(String((await client.response()).body))
      expect(names.slice(0, 3).toSorted()).toEqual(['a', 'b', 'c'])
      expect(names).toEqual([0, 3, 6, 9].flatMap(() => names.slice(0, 3)))
    } finally {
      await Promise.all(backends.map(backend => backend.close()))
    }
  })
})

function tellName(name: string): Handler {
  return (_, reply) => reply.respond({ body: name })
}

describe.each(persistentStages)('bytes that answer nothing, to %s', stage => {
  const rig = useRig(stage)

  const ok = 'HTTP/1.1 200 OK\r\n'
  const poison = `${ok}X-Poison: 1\r\nContent-Length: 6\r\n\r\npoison`
  const surplus: readonly [string, string, string, string][] = [
    ['behind a body with a length', get('/x'), `${ok}Content-Length: 5\r\n\r\nhello`, 'EXTRA'],
    ['behind a body with a length, like an answer', get('/x'), `${ok}Content-Length: 5\r\n\r\nhello`, poison],
    ['behind an empty body', get('/x'), `${ok}Content-Length: 0\r\n\r\n`, poison],
    ['behind the last chunk', get('/x'), `${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`, poison],
    ['behind HEAD', head('/x'), `${ok}Content-Length: 6\r\n\r\n`, 'poison'],
    ['behind HEAD, like an answer', head('/x'), `${ok}Content-Length: 6\r\n\r\n`, poison],
    ['behind 204', get('/x'), 'HTTP/1.1 204 Done\r\n\r\n', poison],
    ['behind 304', get('/x'), 'HTTP/1.1 304 Same\r\nContent-Length: 6\r\n\r\n', 'poison'],
  ]

  test.each(
    surplus,
  )('%s reach nobody, and their connection serves nobody any more', async (_, request, bytes, more) => {
    rig.script = async ({ target, connection }, reply) => {
      await reply.turn
      if (target === '/x') return reply.write(bytes + more)
      return reply.respond({ body: `${target} over ${connection}` })
    }
    await rig.proveAlive()
    const method = request.slice(0, request.indexOf(' '))
    await using client = await rig.connect()
    await client.send(request)
    const answer = await client.response(method)
    const expected = bytes.includes('hello') && method === 'GET' ? 'hello' : ''
    expect([answer.complete, String(answer.body)]).toEqual([true, expected])
    const spoilt = rig.backend.requests.find(({ target }) => target === '/x')?.connection
    const next = await Promise.all(Array.from({ length: 10 }, (_, at) => rig.ask(get(`/next-${at}`))))
    await client.send(get('/own'))
    const told = [...next, await client.response()].map(told => String(told.body).split(' over '))
    expect(told.map(([target]) => target)).toEqual([...Array.from({ length: 10 }, (_, at) => `/next-${at}`), '/own'])
    expect(told.map(([, connection]) => connection)).not.toContain(String(spoilt))
  })

  test('before any request, like an answer, are never the answer to two', async () => {
    // A backend that speaks first cannot be told from one that is quick; from then on it would be one answer ahead.
    rig.script = async ({ target }, reply) => {
      await reply.turn
      await reply.write(`${target === '/first' ? poison : ''}${ok}Content-Length: ${target.length}\r\n\r\n${target}`)
    }
    await rig.ask(get('/first'))
    const answers: ReceivedResponse[] = []
    for (let at = 0; at < 10; at += 1) answers.push(await rig.ask(get(`/${at}`)))
    expect(answers.map(({ body }) => String(body))).toEqual(answers.map((_, at) => `/${at}`))
  })
})

describe.each(persistentStages)('a body that its backend did not wait for, through %s', stage => {
  const rig = useRig(stage, { streaming: true })

  test.each([
    ['with a length', 'Content-Length: 10', 'hello'],
    ['in chunks', 'Transfer-Encoding: chunked', '5\r\nhello\r\n'],
    ['expected to be asked for', 'Content-Length: 10\r\nExpect: 100-continue', ''],
  ])('%s, is not taken for a request by the next one on that connection', async (_, framing, part) => {
    rig.script = ({ target }, reply) => reply.respond({ status: target === '/early' ? 417 : 200, body: target })
    await using client = await rig.connect()
    await client.send(`${get('/early', framing).replace('GET', 'POST')}${part}`)
    expect((await client.response('POST')).status).toBe(417)
    const next = await Promise.all(Array.from({ length: 10 }, (_, at) => rig.ask(get(`/next-${at}`))))
    expect(next.map(({ body }) => String(body))).toEqual(next.map((_, at) => `/next-${at}`))
    await client.send(get('/inside'))
    await client.untilClose()
    await rig.proveAlive()
    expect(rig.targets()).not.toContain('/inside')
  })
})
