// Answers that are larger than what is held for a client whose turn has not come, on connections that clients share: whatever
// stands still, the one that is due can flow.

import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { startStage } from '../../testing/program.ts'
import { connectClient, type RawClient } from '../../testing/raw-client.ts'
import { type ScriptedBackend, startBackend } from '../../testing/scripted-backend.ts'
import { confFor, get, straysOfClients } from '../../testing/traffic.ts'

const stage = '06-request-id'
const PAGE = Buffer.alloc(98_304, 'x')

describe('clients that pipeline requests for large answers', { timeout: 60_000 }, () => {
  test('get them in order', async () => {
    await using lab = await startLab()
    await using client = await connectClient(lab.port)
    await client.send(requests('a', 400))
    expect(await answers(client, 400)).toEqual(targets('a', 400))
  })

  test('get them in order, too, where they read nothing for a while, and hold up nobody meanwhile', async () => {
    await using lab = await startLab()
    await using client = await connectClient(lab.port)
    client.pause()
    await client.send(requests('a', 400))
    for (let round = 0; round < 20; round += 1) expect(await straysOfClients(lab.port, 20, 5)).toEqual([])
    client.resume()
    expect(await answers(client, 400)).toEqual(targets('a', 400))
  })

  test('get them in order, also where each stops now and then, and some answers are late', async () => {
    await using lab = await startLab(async ({ target }) => {
      if (target.endsWith('77')) await pause(200)
    })
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    const got = await Promise.all(
      names.map(async (name, place) => {
        await using client = await connectClient(lab.port)
        await client.send(requests(name, 100))
        const first = await answers(client, 10 * place)
        client.pause()
        await pause(300)
        client.resume()
        return [...first, ...(await answers(client, 100 - 10 * place))]
      }),
    )
    expect(got).toEqual(names.map(name => targets(name, 100)))
  })
})

interface Lab extends AsyncDisposable {
  readonly port: number
}

/** Three backends; clients' own pages are large, those of others small. */
async function startLab(before: (received: { target: string }) => unknown = () => {}): Promise<Lab> {
  await using all = new AsyncDisposableStack()
  const start = async (): Promise<ScriptedBackend> => {
    const backend: ScriptedBackend = await startBackend(async (received, reply) => {
      await before(received)
      const isLarge = received.target.startsWith('/large')
      await reply.respond(
        isLarge ? { headers: { 'X-Target': received.target }, body: PAGE } : backend.account(received),
      )
    })
    return all.use(backend)
  }
  const backends = [await start(), await start(), await start()]
  const program = all.use(await startStage(stage, { conf: confFor(backends) }))
  const kept = all.move()
  return {
    port: program.port,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

function targets(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `/large-${name}-${index}`)
}

function requests(name: string, count: number): string {
  return targets(name, count)
    .map(target => get(target))
    .join('')
}

/** The targets that the next answers name. */
async function answers(client: RawClient, count: number): Promise<string[]> {
  const found: string[] = []
  for (let nth = 0; nth < count; nth += 1) {
    const response = await client.response()
    found.push(
      response.body.equals(PAGE) ? (response.header('X-Target') ?? 'nobody') : `${response.status}, not the page`,
    )
  }
  return found
}
