// Which backends are asked: one that fails fail_after times in a row rests rest_ms, and no client sees an error while
// another is well.

import { describe, expect, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { freePort } from '../../testing/free-port.ts'
import { startStage } from '../../testing/program.ts'
import { nonblockingStages } from '../../testing/proxy-rig.ts'
import { connectClient } from '../../testing/raw-client.ts'
import { type ReceivedRequest, type Reply, type ScriptedBackend, startBackend } from '../../testing/scripted-backend.ts'
import { ask, confFor, fetchOnce, newPath, request, statusAndTarget, strayAnswers } from '../../testing/traffic.ts'

/** A backend that can fall ill: then it takes each request and closes without an answer. */
async function startFrailBackend() {
  const state = { ill: false }
  const backend: ScriptedBackend = await startBackend((request, reply) => {
    if (state.ill) return reply.reset()
    return reply.respond(backend.account(request))
  })
  return Object.assign(backend, { state })
}

const targets = (backend: ScriptedBackend) => backend.requests.map(({ target }) => target)
const endless = { connect_ms: 600_000, request_ms: 600_000, response_ms: 600_000, idle_ms: 600_000 }

describe.each(nonblockingStages)('stage %s', { timeout: 30_000 }, stage => {
  const start = (backends: readonly { port: number }[], health: object) =>
    startStage(stage, { conf: confFor(backends, { health, timeouts: endless }) })

  test('after fail_after failures in a row a backend is left alone, and no client has noticed', async () => {
    await using frail = await startFrailBackend()
    await using well = await startBackend()
    frail.state.ill = true
    await using program = await start([frail, well], { fail_after: 3, rest_ms: 600_000 })
    expect(await strayAnswers(program.port, 40)).toEqual([])
    expect([frail.requests.length, well.requests.length]).toEqual([3, 40])
  })

  test('a backend that owes the answer to a probe is not asked again meanwhile, and has one connection for it', async () => {
    await using hung = await startBackend(() => {})
    await using well = await startBackend()
    await using program = await start([hung, well], { path: '/up', interval_ms: 20 })
    await well.until(() => well.requests.length >= 10, 'ten probes')
    expect([targets(hung), hung.openConnections]).toEqual([['/up'], 1])
    expect(program.pid).toBeGreaterThan(0)
  })

  test('failures that are not in a row do not send a backend to rest', async () => {
    await using moody: ScriptedBackend = await startBackend((request, reply) => {
      if (moody.requests.length % 3 === 2) return reply.reset()
      return reply.respond(moody.account(request))
    })
    await using well = await startBackend()
    await using program = await start([moody, well], { fail_after: 3, rest_ms: 600_000 })
    expect(await strayAnswers(program.port, 60)).toEqual([])
    expect(moody.requests.length).toBeGreaterThanOrEqual(30)
  })

  test('a backend that has rested is tried again, and has its share when it is well', async () => {
    await using frail = await startFrailBackend()
    await using well = await startBackend()
    frail.state.ill = true
    await using program = await start([frail, well], { fail_after: 1, rest_ms: 200 })
    expect(await strayAnswers(program.port, 4)).toEqual([])
    frail.state.ill = false
    const failures = frail.requests.length
    await eventually(
      async () => {
        expect(await strayAnswers(program.port, 1)).toEqual([])
        return frail.requests.length > failures
      },
      () => 'the backend that has rested to be asked again',
    )
    const before = frail.requests.length
    expect(await strayAnswers(program.port, 20)).toEqual([])
    expect(frail.requests.length - before).toBe(10)
  })

  test('a killed backend is missed by nobody, and is back in its turn after it has come back', async () => {
    await using mortal = await startBackend()
    await using well = await startBackend()
    await using program = await start([mortal, well], { fail_after: 2, rest_ms: 200 })
    expect(await strayAnswers(program.port, 10)).toEqual([])
    await mortal.close()
    expect(await strayAnswers(program.port, 40)).toEqual([])
    await mortal.start()
    const before = mortal.requests.length
    await eventually(
      async () => {
        expect(await strayAnswers(program.port, 1)).toEqual([])
        return mortal.requests.length > before
      },
      () => 'the backend that has come back to be asked',
    )
  })

  test('where nobody listens anywhere the answer is an error at once, and the first to come back is found', async () => {
    await using returning = await startBackend()
    await returning.close()
    await using program = await start([{ port: await freePort() }, returning], { fail_after: 1, rest_ms: 600_000 })
    await using client = await connectClient(program.port)
    for (let nth = 0; nth < 20; nth += 1) expect([502, 503]).toContain((await ask(client, 'GET', '/')).status)
    await returning.start()
    expect(statusAndTarget(await ask(client, 'GET', '/again'))).toEqual([200, '/again'])
  })

  test('an error that a backend gives as its answer is an answer: it stays in turn', async () => {
    await using cross: ScriptedBackend = await startBackend((request, reply) =>
      reply.respond({ ...cross.account(request), status: 503 }),
    )
    await using well = await startBackend()
    await using program = await start([cross, well], { fail_after: 1, rest_ms: 600_000 })
    await using client = await connectClient(program.port)
    const statuses: number[] = []
    for (let nth = 0; nth < 10; nth += 1) statuses.push((await ask(client, 'GET', newPath())).status)
    expect(statuses.filter(status => status === 503).length).toBe(5)
    expect(cross.requests.length).toBe(5)
  })

  test('a POST that a backend has seen is not sent to another one when that backend fails', async () => {
    await using frail = await startFrailBackend()
    await using well = await startBackend()
    frail.state.ill = true
    await using program = await start([frail, well], { fail_after: 2, rest_ms: 600_000 })
    const answers: number[] = []
    const sent: string[] = []
    for (let nth = 0; nth < 10; nth += 1) {
      await using client = await connectClient(program.port)
      const path = newPath()
      sent.push(path)
      await client.send(request('POST', path, 'body'))
      answers.push((await client.response('POST')).status)
    }
    expect(answers.filter(status => status === 502).length).toBe(2)
    expect([...targets(frail), ...targets(well)].toSorted()).toEqual(sent.toSorted())
  })

  describe('with health.path', () => {
    const isProbe = ({ target }: ReceivedRequest) => target === '/healthz'
    const probes = (backend: ScriptedBackend) => backend.requests.filter(isProbe)

    test('a backend that calls itself ill is spared before a client has met it, and asked again when it is well', async () => {
      const state = { ill: true }
      await using sick: ScriptedBackend = await startBackend((request: ReceivedRequest, reply: Reply) => {
        if (isProbe(request)) return reply.respond({ status: state.ill ? 500 : 200 })
        return reply.respond(sick.account(request))
      })
      await using well = await startBackend()
      const health = { fail_after: 2, rest_ms: 1000, path: '/healthz', interval_ms: 30 }
      await using program = await start([sick, well], health)
      // That probe is sent after the answers to the first two have been read.
      await sick.until(() => probes(sick).length >= 5, 'probes')
      expect(await strayAnswers(program.port, 10)).toEqual([])
      expect([sick, well].map(backend => backend.requests.filter(each => !isProbe(each)).length)).toEqual([0, 10])
      state.ill = false
      await eventually(
        async () => {
          expect(await strayAnswers(program.port, 1)).toEqual([])
          return sick.requests.some(each => !isProbe(each))
        },
        () => 'the backend that is well again to be asked',
      )
    })

    test('probes are lawful requests and their answers reach no client', async () => {
      await using one = await startBackend()
      await using two = await startBackend()
      await using program = await start([one, two], { path: '/healthz', interval_ms: 5 })
      await one.until(() => probes(one).length >= 3, 'probes')
      expect(await strayAnswers(program.port, 200)).toEqual([])
      expect((await fetchOnce(program.port, '/healthz')).status).toBe(200)
      expect([...one.complaints, ...two.complaints]).toEqual([])
    })
  })
})
