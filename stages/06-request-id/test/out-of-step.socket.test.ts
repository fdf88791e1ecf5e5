// A backend that answers what nobody on that connection has asked no longer counts as the proxy does. What it says
// reaches nobody, the connection is dropped, and only what may be repeated is.

import { describe, expect, test } from 'vitest'
import { startStage } from '../../testing/program.ts'
import { connectClient } from '../../testing/raw-client.ts'
import { gate, type ScriptedBackend, startBackend } from '../../testing/scripted-backend.ts'
import { ask, confFor, get, newPath, statusAndTarget, strayAnswers, straysOfClients } from '../../testing/traffic.ts'
import { answerBytes, idOf, inBatches, type Open } from './batches.ts'

const stage = '06-request-id'
const stranger = '99999999-9999-4999-8999-999999999999'
const foreign = 'Content-Length: 7\r\n\r\nforeign'

/** What a backend says at the end of a batch, where it steps out. `answered` are ids that it has answered before. */
type Misstep = (open: Open, answered: readonly string[]) => string

const missteps: readonly [name: string, misstep: Misstep][] = [
  ['an id that nobody has ever had', open => answerBytes(open, [stranger])],
  ['something that is no id at all', open => answerBytes(open, ['x'])],
  ['an empty id', open => answerBytes(open, [''])],
  ['the id of an exchange that it has answered already', (open, answered) => answerBytes(open, answered.slice(-1))],
  ['two different ids', open => answerBytes(open, [idOf(open), stranger])],
  ['two different ids, the foreign one first', open => answerBytes(open, [stranger, idOf(open)])],
  ['the right id and then the same once more', open => answerBytes(open).repeat(2)],
  [
    'the right answer and then one of its own accord',
    open => `${answerBytes(open)}HTTP/1.1 200 OK\r\nX-Request-ID: ${stranger}\r\n${foreign}`,
  ],
]

/** Answers in order, but on every third batch steps out at its last request, once for each path. */
async function startStumbling(misstep: Misstep) {
  const stumbledOver = new Set<string>()
  const answered: string[] = []
  let batches = 0
  const backend: ScriptedBackend = await startBackend(
    inBatches(batch => {
      batches += 1
      for (const [nth, open] of batch.entries()) {
        const { target } = open.request
        const isLast = nth === batch.length - 1
        if (isLast && batches > 3 && batches % 3 === 0 && !stumbledOver.has(target)) {
          stumbledOver.add(target)
          void open.reply.write(misstep(open, answered))
        } else {
          void open.reply.write(answerBytes(open))
          answered.push(idOf(open))
        }
      }
    }),
  )
  return Object.assign(backend, { stumbledOver })
}

describe('a backend that answers with', { timeout: 60_000 }, () => {
  describe.each(missteps)('%s', (_, misstep) => {
    test('is believed by nobody: every GET is answered right, here or elsewhere', async () => {
      await using stumbling = await startStumbling(misstep)
      await using well = await startBackend()
      await using program = await startStage(stage, {
        conf: confFor([stumbling, well], { health: { fail_after: 1000 } }),
      })
      expect(await strayAnswers(program.port, 3)).toEqual([])
      expect(await straysOfClients(program.port, 12, 10)).toEqual([])
      expect(stumbling.stumbledOver.size).toBeGreaterThan(0)
      expect(stumbling.connections).toBeGreaterThan(stumbling.openConnections)
    })

    test('costs a POST no more than its answer: it is seen once, and nobody has the answer of another', async () => {
      await using stumbling = await startStumbling(misstep)
      await using program = await startStage(stage, { conf: confFor([stumbling], { health: { fail_after: 1000 } }) })
      const posted: string[] = []
      const wrong: string[] = []
      const clients = Array.from({ length: 6 }, async () => {
        for (let nth = 0; nth < 10; nth += 1) {
          await using client = await connectClient(program.port)
          const path = newPath()
          posted.push(path)
          const [status, target] = statusAndTarget(await ask(client, 'POST', path, 'body'))
          const isRight = status === 200 ? target === path : status === 502
          if (!isRight) wrong.push(`${path} was answered ${status} with ${target}`)
        }
      })
      await Promise.all(clients)
      expect(wrong).toEqual([])
      expect(stumbling.stumbledOver.size).toBeGreaterThan(0)
      expect(stumbling.requests.map(({ target }) => target).toSorted()).toEqual(posted.toSorted())
    })
  })
})

describe('an answer for a client that has gone', { timeout: 30_000 }, () => {
  test('reaches nobody, and the others on its connection have theirs', async () => {
    const gone = gate()
    await using backend: ScriptedBackend = await startBackend(async (received, reply) => {
      if (received.target.startsWith('/gone')) await gone.opened
      await reply.respondOutOfTurn(backend.account(received))
    })
    await using program = await startStage(stage, { conf: confFor([backend]) })
    expect(await strayAnswers(program.port, 3)).toEqual([])
    for (let nth = 0; nth < 3; nth += 1) {
      const leaver = await connectClient(program.port)
      await leaver.send(get(`/gone${nth}`))
      await backend.until(() => backend.requests.some(({ target }) => target === `/gone${nth}`), 'the request')
      leaver.reset()
    }
    const before = straysOfClients(program.port, 10, 10)
    expect(await before).toEqual([])
    gone.open()
    expect(await straysOfClients(program.port, 10, 20)).toEqual([])
    expect(backend.complaints).toEqual([])
  })
})

test('a backend that speaks before it is asked is not listened to', { timeout: 30_000 }, async () => {
  await using backend: ScriptedBackend = await startBackend(async (received, reply) => {
    await reply.respond(backend.account(received))
    if (received.sequence === 2) await reply.write(`HTTP/1.1 200 OK\r\n${foreign}`)
  })
  await using program = await startStage(stage, { conf: confFor([backend]) })
  await using client = await connectClient(program.port)
  for (let nth = 0; nth < 40; nth += 1) {
    const path = newPath()
    expect(statusAndTarget(await ask(client, 'GET', path))).toEqual([200, path])
  }
})
