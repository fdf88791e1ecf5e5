// Shared connections that end before all that was pipelined on them is answered: nothing is lost, nothing done twice.

import { describe, expect, test } from 'vitest'
import { startStage } from '../../testing/program.ts'
import { connectClient } from '../../testing/raw-client.ts'
import { gate, type ScriptedBackend, startBackend } from '../../testing/scripted-backend.ts'
import { ask, confFor, get, newPath, statusAndTarget, strayAnswers, straysOfClients } from '../../testing/traffic.ts'

const stage = '06-request-id'

/** Answers k requests of a connection and ends it behind the last of them, as nginx does at keepalive_requests. */
async function startClosing(k: number, saysSo: boolean): Promise<ScriptedBackend> {
  const backend: ScriptedBackend = await startBackend(async (received, reply) => {
    if (received.sequence > k) return
    const response = backend.account(received)
    const headers = received.sequence === k && saysSo ? { Connection: 'close' } : {}
    await reply.respond({ ...response, headers })
    if (received.sequence === k) reply.end()
  })
  return backend
}

describe.each([1, 3, 10])('a backend that closes after %i pipelined answers', { timeout: 60_000 }, k => {
  test.each([
    ['and says so', true],
    ['without a word', false],
  ])('%s loses nobody a GET', async (_, saysSo) => {
    await using backend = await startClosing(k, saysSo)
    await using program = await startStage(stage, { conf: confFor([backend]) })
    expect(await strayAnswers(program.port, 3)).toEqual([])
    expect(await straysOfClients(program.port, 40, 10)).toEqual([])
    expect(backend.complaints).toEqual([])
  })

  test('and says so loses no POST either, and has none of them twice', async () => {
    await using backend = await startClosing(k, true)
    await using program = await startStage(stage, { conf: confFor([backend]) })
    const posted = Array.from({ length: 60 }, newPath)
    const answers = posted.map(async path => {
      await using client = await connectClient(program.port)
      return statusAndTarget(await ask(client, 'POST', path, 'body'))
    })
    expect(await Promise.all(answers)).toEqual(posted.map(path => [200, path]))
    expect(backend.requests.map(({ target }) => target).toSorted()).toEqual(posted.toSorted())
  })
})

describe('a backend that is killed', { timeout: 60_000 }, () => {
  test('with a pipeline of requests open loses none of them while another is well', async () => {
    const released = gate()
    await using mortal: ScriptedBackend = await startBackend(async (received, reply) => {
      if (received.target.startsWith('/held')) await released.opened
      await reply.respond(mortal.account(received))
    })
    await using well = await startBackend()
    await using program = await startStage(stage, { conf: confFor([mortal, well]) })
    expect(await strayAnswers(program.port, 6)).toEqual([])
    await using client = await connectClient(program.port)
    const paths = Array.from({ length: 20 }, () => `/held${newPath()}`)
    await client.send(paths.map(path => get(path)).join(''))
    await mortal.until(() => mortal.requests.some(({ target }) => target.startsWith('/held')), 'held requests')
    mortal.stop('cut')
    for (const path of paths) expect(statusAndTarget(await client.response())).toEqual([200, path])
  })

  test('and started again and again costs nobody a GET while another is well', async () => {
    await using mortal = await startBackend()
    await using well = await startBackend()
    const health = { fail_after: 1, rest_ms: 50 }
    await using program = await startStage(stage, { conf: confFor([mortal, well], { health }) })
    const traffic = straysOfClients(program.port, 40, 50)
    for (let death = 0; death < 5; death += 1) {
      const seen = mortal.requests.length
      await Promise.race([mortal.received(seen + 20), traffic])
      await mortal.close()
      await mortal.start()
    }
    expect(await traffic).toEqual([])
  })

  test('breaks off the body that it was in the middle of, and nothing else', async () => {
    await using backend: ScriptedBackend = await startBackend(async (received, reply) => {
      if (!received.target.startsWith('/cut')) return void (await reply.respond(backend.account(received)))
      await reply.turn
      const id = received.header('x-request-id')
      await reply.write(`HTTP/1.1 200 OK\r\nX-Request-ID: ${id}\r\nContent-Length: 100\r\n\r\nhalf`)
      reply.reset()
    })
    await using well = await startBackend()
    const health = { fail_after: 1000 }
    await using program = await startStage(stage, { conf: confFor([backend, well], { health }) })
    expect(await strayAnswers(program.port, 6)).toEqual([])
    const others = straysOfClients(program.port, 20, 20)
    for (let nth = 0; nth < 20; nth += 1) {
      await using client = await connectClient(program.port)
      await client.send(get('/cut'))
      // A reset may overtake what was sent before it: then there is nothing to pass on yet, and the other is asked.
      const { status, complete, body } = await client.response()
      const isCut = status === 200 && !complete && 'half'.startsWith(String(body))
      expect(isCut || (status === 200 && complete), `${status} ${body}`).toBe(true)
    }
    expect(await others).toEqual([])
  })
})
