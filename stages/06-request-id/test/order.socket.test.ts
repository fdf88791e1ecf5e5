// Which answer is whose: the id says so where there is one, the order where there is none.

import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { startStage } from '../../testing/program.ts'
import { connectClient } from '../../testing/raw-client.ts'
import { type ReceivedRequest, type ScriptedBackend, startBackend } from '../../testing/scripted-backend.ts'
import { ask, confFor, get, newPath, statusAndTarget, strayAnswers, straysOfClients } from '../../testing/traffic.ts'
import { answerBytes, idOf, inBatches, type Open } from './batches.ts'

const stage = '06-request-id'

// Method and path decide what the answer looks like, so that a mix-up of body rules shows.
function bytesFor(open: Open): string {
  const { method, target } = open.request
  const lines = `X-Request-ID: ${idOf(open)}\r\nX-Path: ${target}\r\n`
  if (target.startsWith('/204')) return `HTTP/1.1 204 No Content\r\n${lines}\r\n`
  if (target.startsWith('/304')) return `HTTP/1.1 304 Not Modified\r\n${lines}Content-Length: 99\r\n\r\n`
  if (method === 'HEAD') return `HTTP/1.1 200 OK\r\n${lines}Content-Length: 1234\r\n\r\n`
  const body = `"target":"${target}"`
  if (!target.startsWith('/chunked')) return `HTTP/1.1 200 OK\r\n${lines}Content-Length: ${body.length}\r\n\r\n${body}`
  return `HTTP/1.1 200 OK\r\n${lines}Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
}

const kinds: readonly [method: string, prefix: string, status: number][] = [
  ['GET', '/plain', 200],
  ['HEAD', '/plain', 200],
  ['GET', '/204', 204],
  ['GET', '/304', 304],
  ['GET', '/chunked', 200],
  ['HEAD', '/chunked', 200],
]

describe('answers', { timeout: 60_000 }, () => {
  test('that come in the opposite order reach those who asked, with HEAD, 204, 304 and chunks among them', async () => {
    let overtakings = 0
    await using backend = await startBackend(
      inBatches(batch => {
        overtakings += batch.length - 1
        for (const open of batch.toReversed()) void open.reply.write(bytesFor(open))
      }),
    )
    await using program = await startStage(stage, { conf: confFor([backend]) })
    expect(await strayAnswers(program.port, 3)).toEqual([])
    const wrong: string[] = []
    const clients = Array.from({ length: 36 }, async (_, nth) => {
      await using client = await connectClient(program.port)
      for (let round = 0; round < 10; round += 1) {
        const [method, prefix, status] = kinds[(nth + round) % kinds.length] ?? ['GET', '/', 200]
        const path = `${prefix}${newPath()}`
        const answer = await ask(client, method, path)
        const body = method === 'GET' && status === 200 ? `"target":"${path}"` : ''
        const isMine = answer.status === status && answer.header('x-path') === path && String(answer.body) === body
        if (!isMine) wrong.push(`${method} ${path} was answered ${answer.status} ${answer.header('x-path')}`)
      }
    })
    await Promise.all(clients)
    expect(wrong).toEqual([])
    expect(overtakings).toBeGreaterThan(0)
    expect(backend.complaints).toEqual([])
  })

  test('whose ids have been swapped go where the ids say: nobody else can know better', async () => {
    let swaps = 0
    await using backend = await startBackend(
      inBatches(batch => {
        const [first, second, ...rest] = batch
        const order = first === undefined || second === undefined ? batch : [second, first, ...rest]
        if (order !== batch) swaps += 1
        for (const open of order) void open.reply.write(answerBytes(open))
      }),
    )
    await using program = await startStage(stage, { conf: confFor([backend]) })
    expect(await strayAnswers(program.port, 3)).toEqual([])
    expect(await straysOfClients(program.port, 40, 20)).toEqual([])
    expect(swaps).toBeGreaterThan(0)
  })

  test('without an id belong to the oldest: a 404 among others from a backend that names only what it found', async () => {
    await using backend = await startBackend(async (received, reply) => {
      await reply.turn
      const isMissing = received.target.startsWith('/missing')
      const open = { request: received, reply }
      const bytes = answerBytes(open, isMissing ? [] : undefined)
      await reply.write(isMissing ? bytes.replace('200 OK', '404 Not Found') : bytes)
    })
    await using program = await startStage(stage, { conf: confFor([backend]) })
    expect(await strayAnswers(program.port, 3)).toEqual([])
    const wrong: string[] = []
    const clients = Array.from({ length: 40 }, async (_, nth) => {
      await using client = await connectClient(program.port)
      for (let round = 0; round < 20; round += 1) {
        const isMissing = (nth + round) % 4 === 0
        const path = `${isMissing ? '/missing' : '/found'}${newPath()}`
        const [status, target] = statusAndTarget(await ask(client, 'GET', path))
        if (status !== (isMissing ? 404 : 200) || target !== path)
          wrong.push(`${path} was answered ${status} ${target}`)
      }
    })
    await Promise.all(clients)
    expect(wrong).toEqual([])
  })

  test('of a backend that never names them come over connections with one open exchange each', async () => {
    const open = new Map<number, ReceivedRequest>()
    const breaches: string[] = []
    await using backend: ScriptedBackend = await startBackend(
      async (received, reply) => {
        const other = open.get(received.connection)
        if (other !== undefined) breaches.push(`${received.target} beside ${other.target}`)
        open.set(received.connection, received)
        await setImmediate()
        open.delete(received.connection)
        await reply.respond(backend.account(received))
      },
      { echoesId: false },
    )
    await using program = await startStage(stage, { conf: confFor([backend]) })
    expect(await straysOfClients(program.port, 60, 10)).toEqual([])
    expect(breaches).toEqual([])
  })

  test('to pipelined requests of one client go out in the order of its requests, whatever the backend does', async () => {
    await using backend = await startBackend(
      inBatches(batch => {
        for (const open of batch.toReversed()) void open.reply.write(answerBytes(open))
      }),
    )
    await using program = await startStage(stage, { conf: confFor([backend]) })
    expect(await strayAnswers(program.port, 3)).toEqual([])
    await using client = await connectClient(program.port)
    const paths = Array.from({ length: 200 }, newPath)
    const sending = client.send(paths.map(path => get(path)).join(''))
    for (const path of paths) expect(statusAndTarget(await client.response())).toEqual([200, path])
    await sending
  })
})
