// Many clients on few backend connections: each has its own answer, and nobody waits for a neighbour who is slow.

import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { startStage } from '../../testing/program.ts'
import { connectClient } from '../../testing/raw-client.ts'
import { gate, type ReceivedRequest, type ScriptedBackend, startBackend } from '../../testing/scripted-backend.ts'
import { ask, confFor, get, newPath, statusAndTarget, straysOfClients } from '../../testing/traffic.ts'

const stage = '06-request-id'
const MIB = 1_048_576

describe('clients that share backend connections', { timeout: 60_000 }, () => {
  test('two hundred of them never have more than 24 connections open to three backends, and each has its own answers', async () => {
    await using one = await startBackend()
    await using two = await startBackend()
    await using three = await startBackend()
    const backends = [one, two, three]
    let mostOpen = 0
    for (const backend of backends) {
      const note = backend.noteConnection.bind(backend)
      backend.noteConnection = () => {
        note()
        mostOpen = Math.max(
          mostOpen,
          backends.reduce((sum, { openConnections }) => sum + openConnections, 0),
        )
      }
    }
    await using program = await startStage(stage, { conf: confFor(backends) })
    expect(await straysOfClients(program.port, 200, 20)).toEqual([])
    expect(mostOpen).toBeLessThanOrEqual(24)
    expect(backends.flatMap(({ complaints }) => complaints)).toEqual([])
  })

  test('do share them: more requests are open on one connection than one', async () => {
    const open = new Map<number, number>()
    let most = 0
    const change = ({ connection }: ReceivedRequest, by: number) => {
      open.set(connection, (open.get(connection) ?? 0) + by)
      most = Math.max(most, open.get(connection) ?? 0)
    }
    await using backend: ScriptedBackend = await startBackend(async (received, reply) => {
      change(received, 1)
      await setImmediate()
      change(received, -1)
      await reply.respond(backend.account(received))
    })
    await using program = await startStage(stage, { conf: confFor([backend]) })
    expect(await straysOfClients(program.port, 100, 10)).toEqual([])
    expect(most).toBeGreaterThan(1)
  })

  test('are not held up by the slow answer in front of theirs: they are done before it is released', async () => {
    const released = gate()
    await using backend: ScriptedBackend = await startBackend(async (received, reply) => {
      if (received.target === '/slow') await released.opened
      await reply.respond(backend.account(received))
    })
    await using program = await startStage(stage, { conf: confFor([backend]) })
    await using slow = await connectClient(program.port)
    expect((await ask(slow, 'GET', '/warm')).status).toBe(200)
    await slow.send(get('/slow'))
    await backend.received(2)
    expect(await straysOfClients(program.port, 50, 4)).toEqual([])
    released.open()
    expect(statusAndTarget(await slow.response())).toEqual([200, '/slow'])
  })

  test('are not held up on a connection either that takes nothing more, since its backend closes behind so many answers', async () => {
    const released = gate()
    await using backend: ScriptedBackend = await startBackend(async (received, reply) => {
      if (received.target === '/slow') await released.opened
      const isLast = received.sequence === 4
      await reply.respond({ ...backend.account(received), ...(isLast && { headers: { Connection: 'close' } }) })
      if (isLast) reply.end()
    })
    await using program = await startStage(stage, { conf: confFor([backend]) })
    expect(await straysOfClients(program.port, 1, 12)).toEqual([])
    await using client = await connectClient(program.port)
    const before = backend.requests.length
    await client.send(get('/slow'))
    await backend.received(before + 1)
    // The first two come behind it on its connection, which takes nothing more then.
    expect(await straysOfClients(program.port, 8, 2)).toEqual([])
    released.open()
    expect(statusAndTarget(await client.response())).toEqual([200, '/slow'])
  })

  test('are not held up by the neighbour who does not read its answer, and that one gets all of it in the end', async () => {
    const large = Buffer.alloc(32 * MIB, 'x')
    await using backend: ScriptedBackend = await startBackend((received, reply) =>
      reply.respond(received.target === '/large' ? { body: large } : backend.account(received)),
    )
    await using program = await startStage(stage, { conf: confFor([backend]) })
    await using slow = await connectClient(program.port)
    expect((await ask(slow, 'GET', '/warm')).status).toBe(200)
    slow.pause()
    await slow.send(get('/large'))
    await backend.received(2)
    expect(await straysOfClients(program.port, 50, 4)).toEqual([])
    slow.resume()
    expect((await slow.response()).body.equals(large)).toBe(true)
  })

  test('never have a POST behind others nor others behind a POST, and each POST is seen once', async () => {
    const open = new Map<number, readonly ReceivedRequest[]>()
    const breaches: string[] = []
    await using backend: ScriptedBackend = await startBackend(async (received, reply) => {
      const company = [...(open.get(received.connection) ?? []), received]
      open.set(received.connection, company)
      if (company.length > 1 && company.some(({ method }) => method === 'POST')) {
        breaches.push(company.map(({ method, target }) => `${method} ${target}`).join(' beside '))
      }
      await setImmediate()
      await reply.turn
      const others = open.get(received.connection)?.filter(each => each !== received) ?? []
      open.set(received.connection, others)
      await reply.respondOutOfTurn(backend.account(received))
    })
    await using program = await startStage(stage, { conf: confFor([backend]) })
    expect(await straysOfClients(program.port, 1, 3)).toEqual([])
    const posted: string[] = []
    const posts = Array.from({ length: 20 }, async () => {
      await using client = await connectClient(program.port)
      for (let nth = 0; nth < 10; nth += 1) {
        const path = newPath()
        posted.push(path)
        expect(statusAndTarget(await ask(client, 'POST', path, 'body'))).toEqual([200, path])
      }
    })
    expect(await straysOfClients(program.port, 40, 10)).toEqual([])
    await Promise.all(posts)
    expect(breaches).toEqual([])
    const seen = backend.requests.filter(({ method }) => method === 'POST').map(({ target }) => target)
    expect(seen.toSorted()).toEqual(posted.toSorted())
  })
})
