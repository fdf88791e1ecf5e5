// The access log: one line for each exchange, JSON, on standard output, and nothing else there.

import { expect, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { freePort } from '../../testing/free-port.ts'
import { type Program, startStage } from '../../testing/program.ts'
import { connectClient } from '../../testing/raw-client.ts'
import { startBackend } from '../../testing/scripted-backend.ts'
import { ask, confFor, get, straysOfClients } from '../../testing/traffic.ts'

const stage = '06-request-id'
const keys = ['id', 'client', 'backend', 'method', 'target', 'status', 'bytes', 'duration_ms']

interface Entry {
  readonly [key: string]: unknown
}

/** What was logged, once the program has ended and its output is whole. */
async function logOf(program: Program): Promise<Entry[]> {
  expect(await program.stop()).toEqual({ code: 0, signal: null })
  const lines = program.stdout().split('\n')
  expect(lines.pop()).toBe('')
  return lines.map(line => JSON.parse(line))
}

test('an exchange is one line with exactly these keys, and the id is the one that everybody saw', async () => {
  await using backend = await startBackend((_, reply) => reply.respond({ status: 203, body: 'twelve bytes' }))
  await using program = await startStage(stage, { conf: confFor([backend]), args: ['--log'] })
  await using client = await connectClient(program.port)
  const first = await ask(client, 'GET', '/a?b=%20"c')
  await ask(client, 'HEAD', '/head')
  await ask(client, 'POST', '/post', 'body')
  const log = await logOf(program)
  expect(log.map(entry => Object.keys(entry))).toEqual([keys, keys, keys])
  const { id, duration_ms, ...rest } = log[0] ?? {}
  expect([id, typeof duration_ms]).toEqual([first.header('x-request-id'), 'number'])
  expect(id).toBe(backend.requests[0]?.header('x-request-id'))
  expect(rest).toEqual({
    client: '127.0.0.1',
    backend: `127.0.0.1:${backend.port}`,
    method: 'GET',
    target: '/a?b=%20"c',
    status: 203,
    bytes: 12,
  })
  expect(log.slice(1).map(({ method, target, status, bytes }) => [method, target, status, bytes])).toEqual([
    ['HEAD', '/head', 203, 0],
    ['POST', '/post', 203, 12],
  ])
})

test('a thousand exchanges are a thousand lines with a thousand ids, whatever ran beside what', async () => {
  await using backend = await startBackend()
  await using program = await startStage(stage, { conf: confFor([backend]), args: ['--log'] })
  expect(await straysOfClients(program.port, 50, 20)).toEqual([])
  const log = await logOf(program)
  expect([log.length, new Set(log.map(({ id }) => id)).size]).toEqual([1000, 1000])
  expect(log.filter(entry => Object.keys(entry).join() !== keys.join() || entry.status !== 200)).toEqual([])
})

test("a failure is logged with the proxy's own status, and a client that left with status 0", async () => {
  const port = await freePort()
  await using silent = await startBackend(() => {})
  await using down = await startStage(stage, { conf: confFor([{ port }]), args: ['--log'] })
  await using waiting = await startStage(stage, { conf: confFor([silent]), args: ['--log'] })
  await using client = await connectClient(down.port)
  const { status } = await ask(client, 'GET', '/down')
  const leaver = await connectClient(waiting.port)
  await leaver.send(get('/left'))
  await silent.received(1)
  leaver.reset()
  await waiting.until(() => waiting.stdout().endsWith('\n'), 'the line about the client that left')
  const [failed, left] = [await logOf(down), await logOf(waiting)]
  expect(failed.map(each => [each.target, each.status, each.backend])).toEqual([['/down', status, `127.0.0.1:${port}`]])
  expect(left.map(each => [each.target, each.status, each.bytes])).toEqual([['/left', 0, 0]])
})

test('without --log standard output stays empty', async () => {
  await using backend = await startBackend()
  await using program = await startStage(stage, { conf: confFor([backend]) })
  expect(await straysOfClients(program.port, 5, 5)).toEqual([])
  await program.stop()
  expect(program.stdout()).toBe('')
})

test.each([
  [[]],
  [['--workers', '2']],
])('a log that nobody reads any more is told once, and the proxy goes on: %j', async args => {
  await using backend = await startBackend()
  await using program = await startStage(stage, { conf: confFor([backend]), args: ['--log', ...args] })
  program.closeStdout()
  await eventually(
    async () => {
      expect(await straysOfClients(program.port, 4, 2)).toEqual([])
      return program.stderr().includes('the access log ends here')
    },
    () => 'a word about it',
  )
  expect(await straysOfClients(program.port, 4, 2)).toEqual([])
  expect(await program.stop()).toEqual({ code: 0, signal: null })
  expect(program.stderr().split('\n')).toHaveLength(3)
})
