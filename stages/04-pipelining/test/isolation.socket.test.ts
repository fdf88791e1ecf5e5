import { createHash, randomBytes, randomInt } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { type Program, startStage } from '../../testing/program.ts'
import { confOf, forwardingStages, get, head, patience, post } from '../../testing/proxy-rig.ts'
import { connectClient } from '../../testing/raw-client.ts'
import { type Handler, startBackend } from '../../testing/scripted-backend.ts'

vi.setConfig(patience)

// The answer depends on the request alone, so the client knows it before it asks: /NONCE/BYTES/HOW.
function contentOf(nonce: string, bytes: number): Buffer {
  return Buffer.alloc(bytes, createHash('sha256').update(nonce).digest())
}

const answers: Handler = async ({ target, body }, reply) => {
  const [, nonce = '', bytes = '0', how] = target.split('/')
  for (let turns = randomInt(5); turns > 0; turns -= 1) await setImmediate()
  const content = contentOf(nonce, Number(bytes))
  const headers = { 'X-Nonce': nonce, 'X-Sent': createHash('sha1').update(body).digest('hex') }
  if (how === 'chunks')
    return reply.respond({
      headers,
      chunks: [content.subarray(0, 1), content.subarray(1)].filter(({ length }) => length > 0),
    })
  if (how === '204') return reply.respond({ status: 204, headers })
  return reply.respond({ headers, body: content })
}

/** What was wrong with the answers to so many requests, on as few connections as the stage allows. */
async function faultsOf(program: Program, requests: number, keeps: boolean): Promise<string[]> {
  const faults: string[] = []
  let client = await connectClient(program.port)
  for (let at = 0; at < requests; at += 1) {
    const nonce = randomBytes(12).toString('hex')
    const bytes = randomInt(4) === 0 ? randomInt(100_000) : randomInt(500)
    const how = ['length', 'chunks', '204'][randomInt(3)]
    const method = ['GET', 'HEAD', 'POST'][randomInt(3)] ?? 'GET'
    const sent = method === 'POST' ? randomBytes(randomInt(20_000)) : Buffer.alloc(0)
    const target = `/${nonce}/${bytes}/${how}`
    const request = { GET: get(target), HEAD: head(target), POST: post(target, sent.toString('latin1')) }[method] ?? ''
    await client.send(request)
    const answer = await client.response(method)
    const expected = method === 'HEAD' || how === '204' ? Buffer.alloc(0) : contentOf(nonce, bytes)
    const isRight = answer.header('x-nonce') === nonce && answer.complete && answer.body.equals(expected)
    const arrived = answer.header('x-sent') === createHash('sha1').update(sent).digest('hex')
    if (!isRight || !arrived) faults.push(`${method} ${target}: ${answer.status} for ${answer.header('x-nonce')}`)
    if (!keeps) {
      client.reset()
      client = await connectClient(program.port)
    }
  }
  client.reset()
  return faults
}

describe.each(forwardingStages)('%s', stage => {
  test('gives two hundred clients at once, whatever they ask for, their own answers', async () => {
    await using one = await startBackend(answers)
    await using two = await startBackend(answers)
    await using three = await startBackend(answers)
    const backends = [one, two, three]
    await using program = await startStage(stage, { conf: confOf(backends) })
    const keeps = stage !== '03-forward'
    const faults = await Promise.all(Array.from({ length: 200 }, () => faultsOf(program, keeps ? 5 : 3, keeps)))
    expect(faults.flat()).toEqual([])
    expect(backends.flatMap(({ complaints }) => complaints)).toEqual([])
    process.kill(program.pid, 0)
  })
})
