// SIGTERM: nobody new, everybody who has begun is answered, and then the program has ended well.

import { describe, expect, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { startStage } from '../../testing/program.ts'
import { nonblockingStages } from '../../testing/proxy-rig.ts'
import { connectClient, type RawClient } from '../../testing/raw-client.ts'
import {
  gate,
  type ReceivedRequest,
  type Reply,
  type ScriptedBackend,
  startBackend,
} from '../../testing/scripted-backend.ts'
import { ask, confFor, get, request, statusAndTarget } from '../../testing/traffic.ts'

const well = { code: 0, signal: null }

async function untilRefused(port: number): Promise<void> {
  const isRefused = () =>
    connectClient(port).then(
      client => client[Symbol.asyncDispose]().then(() => false),
      () => true,
    )
  await eventually(isRefused, () => `port ${port} to refuse`)
}

describe.each(nonblockingStages)('stage %s', { timeout: 30_000 }, stage => {
  async function startGated() {
    const released = gate()
    const backend: ScriptedBackend = await startBackend(async (received: ReceivedRequest, reply: Reply) => {
      if (received.target !== '/warm') await released.opened
      await reply.respond(backend.account(received))
    })
    const program = await startStage(stage, { conf: confFor([backend]) })
    const stack = new AsyncDisposableStack()
    stack.use(backend)
    stack.use(program)
    const connect = async () => stack.use(await connectClient(program.port, { staysOpen: true }))
    return { backend, program, connect, release: released.open, [Symbol.asyncDispose]: () => stack.disposeAsync() }
  }

  test('what was in flight is answered whole, new connections are refused, and the exit status is 0', async () => {
    await using scene = await startGated()
    const { backend, program } = scene
    const clients = await Promise.all(Array.from({ length: 5 }, scene.connect))
    const paths = clients.map((_, nth) => `/in-flight-${nth}`)
    for (const [nth, client] of clients.entries()) await client.send(get(paths[nth] ?? ''))
    await backend.until(() => new Set(backend.requests.map(({ target }) => target)).size === 5, 'all five')
    process.kill(program.pid, 'SIGTERM')
    await untilRefused(program.port)
    scene.release()
    const answers = await Promise.all(clients.map(client => client.response()))
    expect(answers.map(statusAndTarget)).toEqual(paths.map(path => [200, path]))
    expect(await Promise.all(clients.map(({ closed }) => closed))).toEqual(Array(5).fill('fin'))
    expect(await program.ended()).toEqual(well)
  })

  test('pipelined requests that were open are all answered, and the last answer says that the connection closes', async () => {
    await using scene = await startGated()
    const { backend, program } = scene
    const client = await scene.connect()
    await client.send(get('/1') + get('/2') + get('/3'))
    await backend.until(() => new Set(backend.requests.map(({ target }) => target)).size === 3, 'all three')
    process.kill(program.pid, 'SIGTERM')
    await untilRefused(program.port)
    scene.release()
    const answers = [await client.response(), await client.response(), await client.response()]
    expect(answers.map(statusAndTarget)).toEqual(['/1', '/2', '/3'].map(path => [200, path]))
    expect(await client.closed).toBe('fin')
    expect(await program.ended()).toEqual(well)
  })

  test('what a client asks later, while its first requests are open, is not taken any more', async () => {
    await using scene = await startGated()
    const { backend, program } = scene
    const client = await scene.connect()
    await client.send(get('/1') + get('/2'))
    await backend.until(() => new Set(backend.requests.map(({ target }) => target)).size === 2, 'both')
    process.kill(program.pid, 'SIGTERM')
    await untilRefused(program.port)
    await client.send(get('/late'))
    scene.release()
    const answers = [await client.response(), await client.response()]
    expect(answers.map(statusAndTarget)).toEqual(['/1', '/2'].map(path => [200, path]))
    expect(String(await client.untilClose())).toBe('')
    expect(await program.ended()).toEqual(well)
    expect(backend.requests.map(({ target }) => target)).not.toContain('/late')
  })

  test('a request that is still being sent is taken whole and answered', async () => {
    await using scene = await startGated()
    const { backend, program } = scene
    const client = await scene.connect()
    const text = request('POST', '/upload', '0123456789')
    await client.send(text.slice(0, -5))
    const other = await scene.connect()
    await other.send(get('/marker'))
    await backend.until(() => backend.requests.some(({ target }) => target === '/marker'), 'the marker')
    process.kill(program.pid, 'SIGTERM')
    await untilRefused(program.port)
    await client.send(text.slice(-5))
    scene.release()
    expect(statusAndTarget(await client.response('POST'))).toEqual([200, '/upload'])
    expect(statusAndTarget(await other.response())).toEqual([200, '/marker'])
    expect(await program.ended()).toEqual(well)
  })

  test('idle clients are sent away at once: they do not make the program wait as an open exchange does', async () => {
    await using idle = await startGated()
    await using busy = await startGated()
    const idlers: RawClient[] = await Promise.all(Array.from({ length: 10 }, idle.connect))
    for (const client of idlers) expect((await ask(client, 'GET', '/warm')).status).toBe(200)
    const neverAnswered = await busy.connect()
    await neverAnswered.send(get('/never'))
    await busy.backend.received(1)

    const order: string[] = []
    const ended = [busy, idle].map(async scene => {
      const exit = await scene.program.stop()
      order.push(scene === idle ? 'idle' : 'busy')
      return exit
    })
    expect(await Promise.all(idlers.map(({ closed }) => closed))).toEqual(Array(10).fill('fin'))
    // The exchange that never ends is not waited for without end either.
    expect(await Promise.all(ended)).toEqual([well, well])
    expect(order).toEqual(['idle', 'busy'])
    expect(String(await neverAnswered.untilClose())).toBe('')
  })
})
