// Backends that fail at random in every way at once: whatever it costs the unlucky, nobody gets the answer of another.

import { describe, expect, test } from 'vitest'
import { type Program, startStage } from '../../testing/program.ts'
import { connectClient } from '../../testing/raw-client.ts'
import { type Handler, startBackend } from '../../testing/scripted-backend.ts'
import { ask, confFor, newPath, statusAndTarget } from '../../testing/traffic.ts'
import { answerBytes } from './batches.ts'

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))

/** Park and Miller's generator: the same seed, the same faults. */
function randomFrom(start: number): () => number {
  let state = (start % 2147483646) + 1
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}

/** One answer in ten is spoilt: FIN, RST, stall, garbage, surplus bytes, a cut body, a foreign id, half a head. */
function faulty(random: () => number): Handler {
  return async (request, reply) => {
    await reply.turn
    const bytes = answerBytes({ request, reply })
    const stray = answerBytes({ request, reply }, ['99999999-9999-4999-8999-999999999999'])
    const faults = [
      () => reply.end(),
      () => reply.reset(),
      () => {},
      () => reply.write('\x00\xffgarbage\r\n\r\n'),
      () => reply.write(`${bytes}surplus`),
      () => reply.write(bytes + stray),
      () => reply.write(bytes.slice(0, -4)).then(() => reply.reset()),
      () => reply.write(stray),
      () => reply.write(bytes.slice(0, 30)).then(() => reply.end()),
    ]
    if (random() >= 0.1) return void (await reply.write(bytes))
    await faults[Math.floor(random() * faults.length)]?.()
  }
}

async function sufferings(program: Program, random: () => number): Promise<{ foreign: string[]; answered: number }> {
  const foreign: string[] = []
  let answered = 0
  const clients = Array.from({ length: 50 }, async () => {
    for (let nth = 0; nth < 20; nth += 1) {
      await using client = await connectClient(program.port)
      const path = newPath()
      const method = random() < 0.8 ? 'GET' : 'POST'
      const answer = await ask(client, method, path, method === 'POST' ? 'body' : undefined)
      const [status, target] = statusAndTarget(answer)
      if (status === 200 && answer.complete) answered += 1
      // A cut body may end in the middle of the path.
      const isMine = status === 200 ? `"target":"${path}"`.startsWith(String(answer.body)) : [502, 504].includes(status)
      if (!isMine) foreign.push(`${method} ${path} was answered ${status} with ${target}`)
    }
  })
  await Promise.all(clients)
  return { foreign, answered }
}

describe(`with seed ${seed}`, { timeout: 60_000 }, () => {
  test.each(['05-nonblocking', '06-request-id'])('stage %s gives nobody a foreign nonce', async stage => {
    const random = randomFrom(seed)
    await using one = await startBackend(faulty(random))
    await using two = await startBackend(faulty(random))
    const conf = confFor([one, two], { timeouts: { response_ms: 300 }, health: { fail_after: 1000 } })
    await using program = await startStage(stage, { conf })
    const { foreign, answered } = await sufferings(program, random)
    expect(foreign).toEqual([])
    expect(answered).toBeGreaterThan(500)
    const posts = [...one.requests, ...two.requests].filter(({ method }) => method === 'POST')
    expect(new Set(posts.map(({ target }) => target)).size).toBe(posts.length)
    expect([...one.complaints, ...two.complaints]).toEqual([])
  })
})
