import { describe, expect, test, vi } from 'vitest'
import { get, head, patience, persistentStages, post, useRig } from '../../testing/proxy-rig.ts'

vi.setConfig(patience)

describe.each(persistentStages)('when a backend connection dies, %s', stage => {
  const rig = useRig(stage)
  let marks = 0

  /** A target that no other test asks for. */
  function newTarget(): string {
    marks += 1
    return `/mark-${marks}`
  }

  function times(target: string): number {
    return rig.backend.requests.filter(each => each.target === target).length
  }

  /** A connection to the backend that has served and is kept. */
  async function warmUp(): Promise<void> {
    rig.script = undefined
    for (let at = 0; at < 3; at += 1) expect((await rig.ask(get('/warm'))).status).toBe(200)
  }

  test.each([
    'end',
    'reset',
  ] as const)('as soon as it is idle, by %s, serves the next request, GET or POST', async end => {
    for (let round = 0; round < 5; round += 1) {
      await warmUp()
      rig.script = async (_, reply) => {
        await reply.respond({ body: 'last' })
        reply[end]()
      }
      const { status, complete } = await rig.ask(get('/'))
      // A reset may overtake the answer.
      if (end === 'end') expect([status, complete]).toEqual([200, true])
      rig.script = undefined
      // The backend's end has arrived before this does: nobody needs to be surprised by it.
      await rig.proveAlive()
      expect((await rig.ask(post('/', 'hello'), 'POST')).status).toBe(200)
      expect((await rig.ask(get('/'))).status).toBe(200)
    }
  })

  test.each([
    'end',
    'reset',
  ] as const)('by %s, under a GET on a connection that has served, asks once more', async end => {
    for (const ask of [get, head]) {
      const method = ask === get ? 'GET' : 'HEAD'
      const target = newTarget()
      let died = 0
      rig.script = async (request, reply) => {
        // Where the connection has not served before, it may be the request that the backend cannot bear.
        if (died === 0 && request.sequence > 1) {
          died += 1
          return reply[end]()
        }
        return reply.respond({ body: target })
      }
      for (let tries = 0; died === 0 && tries < 50; tries += 1) {
        const answer = await rig.ask(ask(target), method)
        expect([answer.status, String(answer.body)]).toEqual([200, method === 'GET' ? target : ''])
      }
      expect(died).toBe(1)
    }
  })

  test.each(['end', 'reset'] as const)('by %s, under POST, PATCH or an unknown method, never asks twice', async end => {
    for (const method of ['POST', 'PATCH', 'BREW']) {
      await warmUp()
      const [empty, full] = [newTarget(), newTarget()]
      rig.script = (_, reply) => reply[end]()
      for (const request of [get(empty), post(full, 'hello')]) {
        const bytes = request.replace(/^\w+/, method)
        expect((await rig.ask(bytes, method)).status).toBe(502)
      }
      rig.script = undefined
      await rig.proveAlive()
      expect([times(empty), times(full)]).toEqual([1, 1])
    }
  })

  test('under a PUT with a body, never asks anybody for half of it', async () => {
    const body = 'x'.repeat(100_000)
    const target = newTarget()
    rig.script = (_, reply) => reply.reset()
    const { status } = await rig.ask(post(target, body).replace('POST', 'PUT'), 'PUT')
    rig.script = undefined
    await rig.proveAlive()
    const bodies = rig.backend.requests.filter(each => each.target === target).map(each => each.body.length)
    expect([status, new Set(bodies)]).toEqual([502, new Set([body.length])])
  })

  test('over and over, gives a GET up in the end', async () => {
    await warmUp()
    const target = newTarget()
    rig.script = (_, reply) => reply.reset()
    expect((await rig.ask(get(target))).status).toBe(502)
    rig.script = undefined
    await rig.proveAlive()
    expect(times(target)).toBeLessThanOrEqual(8)
  })

  test('inside an answer, does not ask again: part of it has been passed on', async () => {
    await warmUp()
    const target = newTarget()
    rig.script = async (_, reply) => {
      await reply.turn
      await reply.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello')
      reply.end()
    }
    const { status, complete, body } = await rig.ask(get(target))
    rig.script = undefined
    await rig.proveAlive()
    expect([status, complete, String(body), times(target)]).toEqual([200, false, 'hello', 1])
  })

  test('inside a head, does not ask again either', async () => {
    await warmUp()
    const target = newTarget()
    rig.script = async (_, reply) => {
      await reply.turn
      await reply.write('HTTP/1.1 200 OK\r\nContent-')
      reply.end()
    }
    const { status } = await rig.ask(get(target))
    rig.script = undefined
    await rig.proveAlive()
    expect([status, times(target)]).toEqual([502, 1])
  })

  test('behind every hundredth of many answers, loses none of the requests of twenty clients', async () => {
    rig.script = async (request, reply) => {
      const last = request.sequence % 100 === 0
      await reply.respond({ body: request.target, ...(last ? { headers: { Connection: 'close' } } : {}) })
      if (last) reply.end()
    }
    const clients = await Promise.all(Array.from({ length: 20 }, () => rig.connect()))
    const answers = await Promise.all(
      clients.map(async (client, who) => {
        const wrong: string[] = []
        for (let at = 0; at < 50; at += 1) {
          await client.send(get(`/${who}/${at}`))
          const { status, body } = await client.response()
          if (status !== 200 || String(body) !== `/${who}/${at}`) wrong.push(`${status} ${body}`)
        }
        client.reset()
        return wrong
      }),
    )
    expect(answers.flat()).toEqual([])
  })
})
