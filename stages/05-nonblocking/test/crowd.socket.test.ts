// Many at once: a thousand clients, ten thousand requests of one client that does not read the answers.

import { describe, expect, test } from 'vitest'
import { peakBytes } from '../../testing/memory.ts'
import { startStage } from '../../testing/program.ts'
import { nonblockingStages } from '../../testing/proxy-rig.ts'
import { connectClient } from '../../testing/raw-client.ts'
import { type ScriptedBackend, startBackend } from '../../testing/scripted-backend.ts'
import { ask, confFor, get, newPath, statusAndTarget, straysOfClients } from '../../testing/traffic.ts'

const MIB = 1_048_576

describe.each(nonblockingStages)('stage %s', { timeout: 60_000 }, stage => {
  test('a thousand clients that are connected all at once each have their own answers', async () => {
    await using one = await startBackend()
    await using two = await startBackend()
    await using program = await startStage(stage, { conf: confFor([one, two]) })
    const clients = await Promise.all(Array.from({ length: 1000 }, () => connectClient(program.port)))
    await using stack = new AsyncDisposableStack()
    for (const client of clients) stack.use(client)

    for (let round = 0; round < 2; round += 1) {
      const own = clients.map(async client => {
        const path = newPath()
        const [status, target] = statusAndTarget(await ask(client, 'GET', path))
        return status === 200 && target === path
      })
      expect((await Promise.all(own)).filter(isOwn => !isOwn)).toEqual([])
    }
    expect([...one.complaints, ...two.complaints]).toEqual([])
  })

  test('ten thousand pipelined requests of a client that does not read are not all fetched, and all answered in order', async () => {
    const requests = 10_000
    const filling = 'f'.repeat(20_000)
    const answer = (path: string) => ({ body: `"target":"${path}"${filling}` })
    await using backend: ScriptedBackend = await startBackend(({ target }, reply) => reply.respond(answer(target)))
    await using program = await startStage(stage, { conf: confFor([backend]) })
    const undisturbed = await peakBytes(program, async () => {
      expect(await straysOfClients(program.port, 20, 100)).toEqual([])
    })
    const numbered = Array.from({ length: requests }, (_, nth) => `/n${nth}`)
    const fetched = () => new Set(backend.requests.map(({ target }) => target)).size - 2000

    const disturbed = await peakBytes(program, async () => {
      await using client = await connectClient(program.port)
      client.pause()
      const sending = client.send(numbered.map(path => get(path)).join(''))
      // A proxy without a bound would meanwhile have fetched everything.
      expect(await straysOfClients(program.port, 20, 100)).toEqual([])
      expect(fetched() - 2000).toBeLessThan(requests / 2)
      client.resume()
      const strays: string[] = []
      for (const path of numbered) {
        const [status, target] = statusAndTarget(await client.response())
        if (status !== 200 || target !== path) strays.push(`${path} was answered ${status} with ${target}`)
      }
      expect(strays).toEqual([])
      await sending
    })
    expect(disturbed - undisturbed).toBeLessThan(64 * MIB)
  })
})
