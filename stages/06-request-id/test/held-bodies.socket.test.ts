// Requests whose bodies wait for a connection: when there is one, the client may go on, and whatever it sends then goes
// its own way, behind what it has sent before.

import { expect, test } from 'vitest'
import { startStage } from '../../testing/program.ts'
import { connectClient } from '../../testing/raw-client.ts'
import { gate, type ScriptedBackend, startBackend } from '../../testing/scripted-backend.ts'
import { confFor, get, statusAndTarget } from '../../testing/traffic.ts'

const lanes = 7
const body = 'x'.repeat(100_000)

test('nobody is forgotten where a client goes on while its request is given a connection', {
  timeout: 40_000,
}, async () => {
  const released = gate()
  await using backend: ScriptedBackend = await startBackend(
    async (request, reply) => {
      if (request.target.startsWith('/slow')) await released.opened
      await reply.respond(backend.account(request))
    },
    { echoesId: false },
  )
  await using program = await startStage('06-request-id', { conf: confFor([backend]) })
  await using stack = new AsyncDisposableStack()
  const connect = async () => stack.use(await connectClient(program.port))
  for (let nth = 1; nth <= lanes; nth += 1) {
    await (await connect()).send(get(`/slow-${nth}`))
    await backend.received(nth)
  }
  const [uploading, others] = [await connect(), await Promise.all(Array.from({ length: 5 }, connect))]
  await uploading.send(
    `GET /held HTTP/1.1\r\nHost: a.test\r\nContent-Length: ${body.length}\r\n\r\n${body}${get('/behind')}`,
  )
  for (const [nth, client] of others.entries()) await client.send(get(`/other-${nth}`))
  // Its answer says that all of the above has been read as far as it may be.
  const refused = await connect()
  await refused.send('nonsense\r\n\r\n')
  expect((await refused.response()).status).toBe(400)
  released.open()
  const answers = [await uploading.response(), await uploading.response()]
  for (const client of others) answers.push(await client.response())
  const targets = ['/held', '/behind', ...others.map((_, nth) => `/other-${nth}`)]
  expect(answers.map(statusAndTarget)).toEqual(targets.map(target => [200, target]))
  expect(backend.requests.filter(({ target }) => target === '/held')).toHaveLength(1)
})
