import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { startEmbedded } from './embedded.ts'
import { accepts } from './port.ts'
import { exchangeBytes, pipelined } from './raw-client.ts'

test('each backend says who it is', async () => {
  await using backends = await startEmbedded([0, 0])
  for (const port of backends.ports) {
    const response = await fetch(`http://127.0.0.1:${port}/`)
    expect(await response.text()).toBe(`backend ${port}\n`)
    expect(response.headers.get('x-backend')).toBe(String(port))
  }
})

test('the request id comes back on every status', async () => {
  await using backends = await startEmbedded([0])
  for (const path of ['/', '/hello.txt', '/none', '/echo']) {
    const response = await fetch(`http://127.0.0.1:${backends.ports[0]}${path}`, { headers: { 'x-request-id': 'i-1' } })
    expect(response.headers.get('x-request-id')).toBe('i-1')
  }
})

test('HEAD has the length and no body', async () => {
  await using backends = await startEmbedded([0])
  const response = await fetch(`http://127.0.0.1:${backends.ports[0]}/64k.bin`, { method: 'HEAD' })
  expect(response.headers.get('content-length')).toBe('65536')
  expect(await response.text()).toBe('')
})

test('/echo answers with length and digest of the body', async () => {
  await using backends = await startEmbedded([0])
  const body = 'x'.repeat(300_000)
  const response = await fetch(`http://127.0.0.1:${backends.ports[0]}/echo?a`, { method: 'PUT', body })
  const sha256 = createHash('sha256').update(body).digest('hex')
  expect(await response.json()).toEqual({ method: 'PUT', bytes: 300_000, sha256 })
})

test('after the last request of a connection nothing more is answered on it', async () => {
  await using backends = await startEmbedded([0], { keepaliveRequests: 3 })
  const answers = await exchangeBytes(Number(backends.ports[0]), pipelined(5, '/hello.txt'))
  expect(answers.match(/X-Request-ID: \d/g)).toEqual(['X-Request-ID: 0', 'X-Request-ID: 1', 'X-Request-ID: 2'])
  expect(answers.match(/Connection: close/g)).toHaveLength(1)
})

test('one backend dies and comes back while the other stays', async () => {
  await using backends = await startEmbedded([0, 0])
  const [first = 0, second = 0] = backends.ports
  await backends.stop(first)
  expect([await accepts('127.0.0.1', first), await accepts('127.0.0.1', second)]).toEqual([false, true])
  await backends.start(first)
  expect(await accepts('127.0.0.1', first)).toBe(true)
})

test('a taken port is one line, and nothing stays open', async () => {
  await using other = await startEmbedded([0])
  const [taken = 0] = other.ports
  await using neighbour = await startEmbedded([0])
  const [free = 0] = neighbour.ports
  await neighbour.close()
  await expect(startEmbedded([free, taken])).rejects.toMatchObject({
    fault: 'port-in-use',
    message: `port ${taken} on 127.0.0.1 is in use: stop the program that has it, or choose another port`,
  })
  expect(await accepts('127.0.0.1', free)).toBe(false)
})
