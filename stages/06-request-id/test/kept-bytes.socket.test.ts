// Bodies that some clients read at once and others late, over few backend connections whose memory is used again and again.

import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { startStage } from '../../testing/program.ts'
import { connectClient } from '../../testing/raw-client.ts'
import { gate, startBackend } from '../../testing/scripted-backend.ts'
import { confFor, get, newPath } from '../../testing/traffic.ts'

/** So many read at once, and as many late. */
const CLIENTS = 8

/** 1 to 500 KB that no other target has: what is small waits for its turn in the proxy, what is large for the client. */
function bodyOf(target: string): Buffer {
  const seed = createHash('sha512').update(target).digest()
  return Buffer.alloc(1000 * Math.round(500 ** (seed.readUInt16BE() / 0xffff)) + seed.readUInt8(), seed)
}

test('what a client has not read yet is not written over by what others are sent', { timeout: 60_000 }, async () => {
  await using backend = await startBackend(async ({ target }, reply) => {
    const body = bodyOf(target)
    // Some are chunked, and in pieces that begin and end anywhere.
    const pieces = [body.subarray(0, 777), body.subarray(777, 60_001), body.subarray(60_001)]
    const isChunked = body.length % 2 === 0
    await reply.respond(isChunked ? { chunks: pieces.filter(({ length }) => length > 0) } : { body })
  })
  await using program = await startStage('06-request-id', { conf: confFor([backend]) })
  const prompt = gate()
  const download = async (isLate: boolean) => {
    await using client = await connectClient(program.port)
    const targets = Array.from({ length: 40 }, newPath)
    if (isLate) client.pause()
    await client.send(targets.map(target => get(target)).join(''))
    if (isLate) await prompt.opened
    client.resume()
    const wrong: string[] = []
    for (const target of targets) {
      const { body } = await client.response()
      if (!body.equals(bodyOf(target))) wrong.push(target)
    }
    return wrong
  }
  const late = Promise.all(Array.from({ length: CLIENTS }, () => download(true)))
  const wrong = await Promise.all(Array.from({ length: CLIENTS }, () => download(false)))
  prompt.open()
  expect([...wrong, ...(await late)].flat()).toEqual([])
  expect(backend.complaints).toEqual([])
})
