// Stages 3 to 6 in front of real nginx: what a client sees through the proxy is what it would see without.

import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { startNginx } from '../../../backends/nginx.ts'
import { findNginx } from '../../../backends/nginx-program.ts'
import { siteFiles } from '../../../backends/site.ts'
import { startStage } from '../../testing/program.ts'
import { connectClient, type ReceivedResponse } from '../../testing/raw-client.ts'
import { confFor, newPath, request } from '../../testing/traffic.ts'

// In CI a missing nginx must fail, not hide these tests.
const canSkip = findNginx() === undefined && process.env.CI !== 'true'

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const digests = new Map(siteFiles().map(({ path, body }) => [path, sha256(body)]))

async function once(port: number, method: string, target: string, body?: string, ...fields: string[]) {
  await using client = await connectClient(port)
  await client.send(request(method, target, body, ...fields))
  return await client.response(method)
}

/** What must be alike with and without the proxy. */
function seen(response: ReceivedResponse) {
  const names = ['content-type', 'content-range', 'accept-ranges', 'etag', 'last-modified', 'content-length']
  return [response.status, response.complete, sha256(response.body), ...names.map(name => response.header(name))]
}

const cases: [method: string, target: string, fields: string[], body?: string][] = [
  ['GET', '/hello.txt', []],
  ['GET', '/hello.txt?nonce=%20"x', []],
  ['GET', '/1k.bin', []],
  ['GET', '/64k.bin', []],
  ['GET', '/1m.bin', []],
  ['GET', '/none', []],
  ['HEAD', '/1m.bin', []],
  ['HEAD', '/none', []],
  ['GET', '/1k.bin', ['If-None-Match: "6955b900-400"']],
  ['GET', '/1k.bin', ['If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT']],
  ['HEAD', '/1k.bin', ['If-None-Match: "6955b900-400"']],
  ['GET', '/64k.bin', ['Range: bytes=-16']],
  ['GET', '/64k.bin', ['Range: bytes=99999-']],
  ['POST', '/hello.txt', [], 'a body'],
  ['PUT', '/none', [], ''],
  ['DELETE', '/hello.txt', []],
  ...[1, 4095, 4096, 4097, 16383, 16384, 16385, 32768, 65535, 65536, 65537, 1048575].map(
    (bytes): [string, string, string[]] => ['GET', '/1m.bin', [`Range: bytes=0-${bytes - 1}`]],
  ),
]

describe.skipIf(canSkip).each(['03-forward', '04-pipelining', '05-nonblocking', '06-request-id'])('stage %s', stage => {
  test('answers every request of the site as nginx itself does', async () => {
    await using nginx = await startNginx([0, 0, 0])
    const backends = nginx.ports.map(port => ({ port }))
    await using program = await startStage(stage, { conf: confFor(backends) })
    const differences: unknown[] = []
    for (const [method, target, fields, body] of cases) {
      const direct = seen(await once(backends[0]?.port ?? 0, method, target, body, ...fields))
      // Each backend has its turn.
      for (let nth = 0; nth < 3; nth += 1) {
        const through = seen(await once(program.port, method, target, body, ...fields))
        if (String(through) !== String(direct)) differences.push({ method, target, fields, direct, through })
      }
    }
    expect(differences).toEqual([])
  })

  test('passes ten mebibytes on, several at once, byte for byte', async () => {
    await using nginx = await startNginx([0, 0, 0])
    await using program = await startStage(stage, { conf: confFor(nginx.ports.map(port => ({ port }))) })
    const bodies = await Promise.all(Array.from({ length: 6 }, () => once(program.port, 'GET', '/10m.bin')))
    expect(bodies.map(({ body }) => sha256(body))).toEqual(Array(6).fill(digests.get('/10m.bin')))
  })

  test('gives each backend its turn', async () => {
    await using nginx = await startNginx([0, 0, 0])
    await using program = await startStage(stage, { conf: confFor(nginx.ports.map(port => ({ port }))) })
    const names: string[] = []
    for (let nth = 0; nth < 9; nth += 1) names.push(String((await once(program.port, 'GET', '/')).body))
    const turn = nginx.ports.map(port => `backend ${port}\n`)
    expect(names).toEqual([...turn, ...turn, ...turn])
  })

  test('loses nothing to an nginx that closes every connection after ten answers', async () => {
    await using nginx = await startNginx([0, 0, 0], { keepaliveRequests: 10 })
    await using program = await startStage(stage, { conf: confFor(nginx.ports.map(port => ({ port }))) })
    const wrong: string[] = []
    const clients = Array.from({ length: 50 }, async () => {
      for (let nth = 0; nth < 20; nth += 1) {
        const { status, body } = await once(program.port, 'GET', '/1k.bin')
        if (status !== 200 || sha256(body) !== digests.get('/1k.bin')) wrong.push(`${status} ${body.length} bytes`)
      }
    })
    await Promise.all(clients)
    expect(wrong).toEqual([])
  })
})

describe.skipIf(canSkip)('stage 06-request-id', () => {
  test('gives each answer the id of its exchange, the 404 and the 405 too', async () => {
    await using nginx = await startNginx([0])
    await using program = await startStage('06-request-id', { conf: confFor(nginx.ports.map(port => ({ port }))) })
    const own = 'X-Request-ID: 00000000-0000-4000-8000-000000000000'
    const ids: string[] = []
    for (const [method, target, status] of [
      ['GET', newPath(), 404],
      ['POST', '/hello.txt', 405],
      ['GET', '/hello.txt', 200],
    ] as const) {
      const response = await once(program.port, method, target, undefined, own)
      expect([response.status, response.headerAll('x-request-id').length]).toEqual([status, 1])
      ids.push(response.header('x-request-id') ?? '')
    }
    expect(new Set([...ids, own.slice(14)]).size).toBe(4)
  })
})
