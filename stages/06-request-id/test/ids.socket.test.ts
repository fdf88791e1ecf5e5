// The name of an exchange: one fresh UUID, the same at the backend and at the client, whatever anybody else says.

import { validate, version } from 'uuid'
import { describe, expect, test } from 'vitest'
import { freePort } from '../../testing/free-port.ts'
import { startStage } from '../../testing/program.ts'
import { connectClient, type ReceivedResponse } from '../../testing/raw-client.ts'
import { type ScriptedBackend, startBackend } from '../../testing/scripted-backend.ts'
import { ask, confFor, get, request, statusAndTarget, straysOfClients } from '../../testing/traffic.ts'

const stage = '06-request-id'
const idsAt = (backend: ScriptedBackend) => backend.requests.map(each => each.headerAll('x-request-id'))

function onlyId(response: ReceivedResponse): string {
  const ids = response.headerAll('x-request-id')
  expect(ids.length).toBe(1)
  return ids[0] ?? ''
}

describe('an id', { timeout: 30_000 }, () => {
  test('is a valid version 4 UUID, one at the backend for each request, and never twice', async () => {
    await using backend = await startBackend()
    await using program = await startStage(stage, { conf: confFor([backend]) })
    const paths = 2000
    expect(await straysOfClients(program.port, 20, paths / 20)).toEqual([])
    const ids = idsAt(backend)
    expect(ids.filter(each => each.length !== 1)).toEqual([])
    expect(ids.flat().filter(id => !validate(id) || version(id) !== 4)).toEqual([])
    // A request that was sent once more keeps its name.
    const byTarget = new Map(backend.requests.map(each => [each.target, each.header('x-request-id')]))
    expect([byTarget.size, new Set(byTarget.values()).size]).toEqual([paths, paths])
  })

  test('is not drawn again by the next run of the program', async () => {
    await using backend = await startBackend()
    for (let run = 0; run < 3; run += 1) {
      await using program = await startStage(stage, { conf: confFor([backend]) })
      expect(await straysOfClients(program.port, 1, 20)).toEqual([])
    }
    expect(new Set(idsAt(backend).flat()).size).toBe(60)
  })

  test.each([
    ['echoes it', true],
    ['does not echo it', false],
  ])('comes back to the client exactly once from a backend that %s', async (_, echoesId) => {
    await using backend = await startBackend(undefined, { echoesId })
    await using program = await startStage(stage, { conf: confFor([backend]) })
    await using client = await connectClient(program.port)
    for (let nth = 0; nth < 10; nth += 1) {
      const id = onlyId(await ask(client, 'GET', '/'))
      expect(idsAt(backend).at(-1)).toEqual([id])
    }
  })

  test('is recognised in capitals, among blanks, under any spelling of its name, and said twice alike', async () => {
    await using backend = await startBackend((received, reply) => {
      const id = received.header('x-request-id') ?? ''
      const body = `"target":"${received.target}"`
      const lines = `x-REQUEST-id: \t ${id.toUpperCase()} \t\r\nX-Request-Id:${id}\r\n`
      return reply.write(`HTTP/1.1 200 OK\r\n${lines}Content-Length: ${body.length}\r\n\r\n${body}`)
    })
    await using program = await startStage(stage, { conf: confFor([backend]) })
    expect(await straysOfClients(program.port, 1, 20)).toEqual([])
    await using client = await connectClient(program.port)
    const id = onlyId(await ask(client, 'GET', '/'))
    expect(idsAt(backend).at(-1)).toEqual([id])
  })

  test.each([
    'X-Request-ID',
    'x-request-id',
    'X-REQUEST-ID',
  ])('replaces the one that a client sends as %s, also where Connection names it', async name => {
    await using backend = await startBackend()
    await using program = await startStage(stage, { conf: confFor([backend]) })
    await using client = await connectClient(program.port)
    const evil = '00000000-0000-4000-8000-000000000000'
    const fields = [[`${name}: ${evil}`], [`${name}: ${evil}`, `${name}: 2`], [`${name}: 3`, `Connection: ${name}`]]
    for (const lines of fields) {
      await client.send(get('/', ...lines))
      const id = onlyId(await client.response())
      expect(idsAt(backend).at(-1)).toEqual([id])
      expect([validate(id), id === evil]).toEqual([true, false])
    }
  })

  test('of its own choice does not let a client have the answer of another who chose the same', async () => {
    const both: (() => void)[] = []
    await using backend: ScriptedBackend = await startBackend((received, reply) => {
      if (received.target === '/warm') return reply.respond()
      both.push(() => void reply.respondOutOfTurn(backend.account(received)))
      if (both.length >= 2) for (const answer of both.splice(0).reverse()) answer()
      return undefined
    })
    await using program = await startStage(stage, { conf: confFor([backend]) })
    await using one = await connectClient(program.port)
    await using two = await connectClient(program.port)
    await ask(one, 'GET', '/warm')
    const same = 'X-Request-ID: 11111111-1111-4111-8111-111111111111'
    await Promise.all([one.send(get('/one', same)), two.send(get('/two', same))])
    const answers = await Promise.all([one.response(), two.response()])
    expect(answers.map(statusAndTarget)).toEqual([
      [200, '/one'],
      [200, '/two'],
    ])
  })

  test('in a trailer or in a body is content: it names no exchange', async () => {
    let previous = ''
    await using backend = await startBackend(async (received, reply) => {
      await reply.turn
      const id = received.header('x-request-id') ?? ''
      const body = `"target":"${received.target}" X-Request-ID: ${previous}\r\n\r\n`
      const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\nX-Request-ID: ${previous}\r\n\r\n`
      previous = id
      await reply.write(`HTTP/1.1 200 OK\r\nX-Request-ID: ${id}\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`)
    })
    await using program = await startStage(stage, { conf: confFor([backend]) })
    expect(await straysOfClients(program.port, 10, 20)).toEqual([])
  })

  test("is on the proxy's own error answers too", async () => {
    await using backend = await startBackend()
    const limits = { head_bytes: 1000, target_bytes: 100, body_bytes: 10 }
    const timeouts = { request_ms: 300 }
    await using down = await startStage(stage, { conf: confFor([{ port: await freePort() }]) })
    await using up = await startStage(stage, { conf: confFor([backend], { limits, timeouts }) })
    const cases: [port: number, text: string, status: number][] = [
      [down.port, get('/'), 502],
      [up.port, 'GET / HTTP/1.1\r\n\r\n', 400],
      [up.port, get(`/${'x'.repeat(200)}`), 414],
      [up.port, get('/', `X-A: ${'x'.repeat(2000)}`), 431],
      [up.port, request('POST', '/', '0123456789a'), 413],
      [up.port, get('/').slice(0, -2), 408],
    ]
    const ids: string[] = []
    for (const [port, text, status] of cases) {
      await using client = await connectClient(port)
      await client.send(text)
      const response = await client.response()
      expect(response.status).toBe(status)
      ids.push(onlyId(response))
    }
    expect(ids.filter(id => !validate(id))).toEqual([])
    expect(new Set(ids).size).toBe(cases.length)
  })

  test('stays with a request that is repeated elsewhere, and stays one', async () => {
    await using failing = await startBackend((_, reply) => reply.reset())
    await using well = await startBackend()
    await using program = await startStage(stage, { conf: confFor([failing, well]) })
    await using client = await connectClient(program.port)
    const response = await ask(client, 'GET', '/')
    const id = onlyId(response)
    expect([response.status, idsAt(failing), idsAt(well)]).toEqual([200, [[id]], [[id]]])
  })
})
