import { randomBytes } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { malformedRequests } from '../../testing/malformed-requests.ts'
import { forwardingStages, get, patience, post, useRig } from '../../testing/proxy-rig.ts'
import { connectClient } from '../../testing/raw-client.ts'
import { gate } from '../../testing/scripted-backend.ts'

vi.setConfig(patience)

describe.each(forwardingStages)('clients of %s', stage => {
  const rig = useRig(stage)

  test('whatever is malformed is refused as the contract says, and no backend hears of it or of what follows', async () => {
    const statuses = await Promise.all(
      malformedRequests.map(async ({ what, bytes }) => {
        await using client = await rig.connect()
        await client.send(bytes + get('/behind'))
        const { status, complete } = await client.response()
        const rest = await client.untilClose()
        return { what, status, complete, rest: rest.length, closed: await client.closed }
      }),
    )
    expect(statuses).toEqual(
      malformedRequests.map(({ what, status }) => ({ what, status, complete: true, rest: 0, closed: 'fin' })),
    )
    await rig.proveAlive()
    expect(rig.targets()).toEqual([])
  })

  test.each([
    ['a body with a length', post('/cut', 'hello').slice(0, -2)],
    ['chunks', `${get('/cut', 'Transfer-Encoding: chunked')}5\r\nhello\r\n`],
    ['the last chunk', `${get('/cut', 'Transfer-Encoding: chunked')}5\r\nhello\r\n0\r\n`],
  ])('one that finishes inside %s is told so, and no backend takes it for a request', async (_, bytes) => {
    await using client = await rig.connect()
    await client.send(bytes)
    client.finish()
    expect((await client.response('POST')).status).toBe(400)
    expect([(await client.untilClose()).length, await client.closed]).toEqual([0, 'fin'])
    await rig.proveAlive()
    expect(rig.targets()).toEqual([])
  })

  test('one that finishes behind its request still gets the answer', async () => {
    await using client = await rig.connect()
    client.socket.end(get('/finished'))
    expect((await client.response()).status).toBe(200)
    expect(await client.closed).toBe('fin')
  })

  test('those that reset at any time harm nobody, and their unfinished requests are none', async () => {
    const held = gate()
    rig.script = async (_, reply) => {
      await held.opened
      await reply.respond({ body: randomBytes(1_000_000) })
    }
    const upload = post('/cut', 'x'.repeat(1_000_000))
    for (const bytes of ['', 'GET', get('/x').slice(0, -2), upload.slice(0, 100), upload.slice(0, 500_000)]) {
      const client = await rig.connect()
      await client.send(bytes)
      client.reset()
    }
    const waiting = await Promise.all(Array.from({ length: 5 }, () => rig.connect()))
    for (const [index, client] of waiting.entries()) await client.send(get(`/waits-${index}`))
    await rig.backend.until(() => new Set(rig.targets()).size === 5, 'the five that wait')
    for (const client of waiting) client.reset()
    held.open()
    await rig.proveAlive()
    for (let round = 0; round < 5; round += 1) {
      await using client = await rig.connect()
      await client.send(get('/download'))
      await client.bytes(1000)
      client.reset()
    }
    await rig.proveAlive()
    expect(rig.targets()).not.toContain('/cut')
  })

  test('in the middle of others, a malformed one and one that resets change no answer', async () => {
    rig.script = (request, reply) => reply.respond({ body: request.target.repeat(1 + request.target.length) })
    const answers = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        await using client = await connectClient(rig.port)
        await client.send(index % 3 === 0 ? 'GE(T / HTTP/1.1\r\n\r\n' : get(`/${index}`))
        if (index % 3 === 1) return client.reset()
        const { status, body } = await client.response()
        return index % 3 === 0 ? status : String(body)
      }),
    )
    const expected = (index: number) => [400, undefined, `/${index}`.repeat(1 + `/${index}`.length)][index % 3]
    expect(answers).toEqual(answers.map((_, index) => expected(index)))
  })
})

describe.each(forwardingStages)('answers of %s that come before the request has', stage => {
  const rig = useRig(stage, { streaming: true })

  test('reach a client that has sent a part only and waits', async () => {
    rig.script = (_, reply) => reply.respond({ status: 401, body: 'no' })
    for (const framing of ['Content-Length: 10', 'Transfer-Encoding: chunked']) {
      await using client = await rig.connect()
      await client.send(`${get('/early', framing).replace('GET', 'POST')}3\r\n`)
      const answer = await client.response('POST')
      expect([answer.status, String(answer.body), answer.complete]).toEqual([401, 'no', true])
    }
    await rig.proveAlive()
  })

  test('reach a client that is still sending, also from a backend that closes without having read the rest', async () => {
    for (let time = 0; time < 10; time += 1) {
      const gone = gate()
      rig.script = async (_, reply) => {
        await reply.turn
        reply.socket.pause()
        await reply.write('HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno')
        // Behind what was not read this is a reset.
        reply.socket.destroy()
        gone.open()
      }
      await using client = await rig.connect()
      await client.send(get('/early', 'Content-Length: 8000000').replace('GET', 'POST'))
      const sending = client.send('x'.repeat(4_000_000))
      const answer = await client.response('POST')
      expect([answer.status, String(answer.body), answer.complete]).toEqual([413, 'no', true])
      await gone.opened
      await sending
    }
    rig.script = (_, reply) => reply.respond()
    await rig.proveAlive()
  })

  test('reach a client that is still sending megabytes, and what it sends becomes no request', async () => {
    rig.script = (_, reply) => reply.respond({ status: 413, body: 'no' })
    await using client = await rig.connect()
    const sending = client.send(post('/early', get('/inside').repeat(100_000)))
    const answer = await client.response('POST')
    expect([answer.status, String(answer.body), answer.complete]).toEqual([413, 'no', true])
    await sending
    await rig.proveAlive()
    expect(rig.targets()).toEqual(['/early'])
  })

  test('and a backend that closes behind them', async () => {
    rig.script = async (_, reply) => {
      await reply.respond({ status: 503, body: 'no', headers: { Connection: 'close' } })
      reply.end()
    }
    await using client = await rig.connect()
    const sending = client.send(post('/early', 'x'.repeat(2_000_000)))
    const answer = await client.response('POST')
    expect([answer.status, String(answer.body), answer.complete]).toEqual([503, 'no', true])
    await sending
    await rig.proveAlive()
  })
})
