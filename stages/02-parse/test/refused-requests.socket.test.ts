import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { malformedRequests } from '../../testing/malformed-requests.ts'
import { type Program, startStage } from '../../testing/program.ts'
import { ask, get, head, patience, post } from '../../testing/proxy-rig.ts'
import { connectClient } from '../../testing/raw-client.ts'

vi.setConfig(patience)

const limits = { head_bytes: 1000, target_bytes: 100, body_bytes: 50 }
let program: Program
beforeAll(async () => {
  program = await startStage('02-parse', { conf: { backend_servers: [{ ip: '127.0.0.1', port: 8001 }], limits } })
})
afterEach(async () => {
  expect((await ask(program.port, get('/alive'))).status).toBe(200)
  process.kill(program.pid, 0)
})
afterAll(() => program[Symbol.asyncDispose]())

/** The one status that the bytes get; behind it stands nothing but FIN, whatever follows the bytes. */
async function statusOf(bytes: string, method = 'GET'): Promise<number> {
  await using client = await connectClient(program.port)
  await client.send(bytes)
  const { status, complete, header } = await client.response(method)
  expect([complete, header('Connection')]).toEqual([true, 'close'])
  expect([(await client.untilClose()).length, await client.closed]).toEqual([0, 'fin'])
  return status
}

test.each(malformedRequests)('$what is answered $status, and nothing behind it is read', async ({ bytes, status }) => {
  expect(await statusOf(bytes + get('/behind'))).toBe(status)
})

test.each([
  ['without Host', 'HEAD / HTTP/1.1\r\n\r\n', 400],
  ['with a bad line', `${head('/').slice(0, -2)}bad\r\n\r\n`, 400],
  ['with a bad line, and no end of its head', `${head('/').slice(0, -2)}bad\r\n`, 400],
  ['with a target that is too long', head(`/${'x'.repeat(100)}`), 414],
])('a HEAD %s is refused without a body (RFC 9110 §9.3.2)', async (_, bytes, status) => {
  expect(await statusOf(bytes, 'HEAD')).toBe(status)
})

describe('limits', () => {
  const withHead = (bytes: number) => get('/', `X: ${'x'.repeat(bytes - get('/', 'X: ').length)}`)
  const inChunks = (...sizes: number[]) => {
    const chunks = sizes.map(size => `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`)
    return `${get('/', 'Transfer-Encoding: chunked').replace('GET', 'POST')}${chunks.join('')}0\r\n\r\n`
  }

  test.each([
    ['a head of head_bytes', withHead(1000), 200],
    ['a head of one byte more', withHead(1001), 431],
    ['a head that does not end', get('/', `X: ${'x'.repeat(1000)}`).slice(0, -4), 431],
    ['a head of many small lines that does not end', `${get('/').slice(0, -2)}${'X: 1\r\n'.repeat(200)}`, 431],
    ['a target of target_bytes', get(`/${'x'.repeat(99)}`), 200],
    ['a target of one byte more', get(`/${'x'.repeat(100)}`), 414],
    ['a target as large as the largest head', get(`/${'x'.repeat(5000)}`), 414],
    ['a target that does not end', `GET /${'x'.repeat(5000)}`, 414],
    ['a body of body_bytes', post('/', 'x'.repeat(50)), 200],
    ['a body of one byte more', post('/', 'x'.repeat(51)), 413],
    ['a body that is only announced to be too large', post('/', '').replace('Length: 0', 'Length: 51'), 413],
    ['chunks of body_bytes together', inChunks(20, 20, 10), 200],
    ['chunks of one byte more together', inChunks(20, 20, 11), 413],
    ['a chunk that is only announced to be too large', inChunks(20).replace('14\r\n', 'ffffff\r\n'), 413],
  ])('%s is answered as the conf says', async (_, bytes, status) => {
    expect(await statusOf(bytes, 'POST')).toBe(status)
  })

  test('a large body does not count as a large head', async () => {
    const bytes = post('/', 'x'.repeat(50), `X: ${'x'.repeat(850)}`)
    expect([bytes.length > 900, await statusOf(bytes, 'POST')]).toEqual([true, 200])
  })

  test('a client that sends megabytes behind a refusal still reads it', async () => {
    await using client = await connectClient(program.port)
    const sending = client.send(post('/', 'x'.repeat(4_000_000)))
    expect((await client.response('POST')).status).toBe(413)
    await sending
  })
})

test('the refusal of a body that belongs to HEAD has none itself', async () => {
  await using client = await connectClient(program.port)
  await client.send(`${head('/', 'Transfer-Encoding: chunked')}x\r\n`)
  const bytes = String(await client.untilClose())
  expect([bytes.slice(0, 12), bytes.indexOf('\r\n\r\n')]).toEqual(['HTTP/1.1 400', bytes.length - 4])
})

test.each([
  ['a request line', 'GET / HT'],
  ['a head', get('/').slice(0, -2)],
  ['a body', post('/', 'hello').slice(0, -1)],
  ['a chunk', `${get('/', 'Transfer-Encoding: chunked')}5\r\nhel`],
  ['chunks', `${get('/', 'Transfer-Encoding: chunked')}5\r\nhello\r\n`],
])('a client that finishes in the middle of %s is told so', async (_, bytes) => {
  await using client = await connectClient(program.port)
  await client.send(bytes)
  client.finish()
  expect([(await client.response()).status, await client.closed]).toEqual([400, 'fin'])
})

test('a client that finishes without a word is not told anything', async () => {
  await using client = await connectClient(program.port)
  client.finish()
  expect([(await client.untilClose()).length, await client.closed]).toEqual([0, 'fin'])
})

test.each([
  ['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ['every octet', Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet)).join('')],
])('%s is refused at the latest when the client has finished', async (_, bytes) => {
  await using client = await connectClient(program.port)
  await client.send(bytes)
  client.finish()
  expect((await client.response()).status).toBe(400)
})

test('clients that reset inside a request, or while they are answered, harm nobody', async () => {
  for (const bytes of ['GET', get('/'), post('/', 'hello').slice(0, -2), malformedRequests[0]?.bytes ?? '']) {
    const client = await connectClient(program.port)
    await client.send(bytes)
    client.reset()
  }
})
