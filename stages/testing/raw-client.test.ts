import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { freePort } from './free-port.ts'
import { connectClient } from './raw-client.ts'

let server: Server | undefined
afterEach(() => void server?.close())

async function serve(speak: (socket: Socket) => void): Promise<number> {
  const listening = createServer({ allowHalfOpen: true }, socket => speak(socket.on('error', () => {})))
  server = listening
  await new Promise<void>(resolve => listening.listen(0, '127.0.0.1', resolve))
  return (listening.address() as AddressInfo).port
}

test('what was sent byte by byte comes back octet by octet, and a half close ends it', async () => {
  const port = await serve(socket => socket.pipe(socket))
  await using client = await connectClient(port)
  await client.sendByteByByte('a\r\n\0\xff')
  expect(await client.bytes(2)).toEqual(Buffer.from('a\r'))
  client.finish()
  expect(await client.untilClose()).toEqual(Buffer.from([10, 0, 255]))
  expect(await client.closed).toBe('fin')
})

test('responses asked for at once are read one behind the other', async () => {
  const answers = ['HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na', 'HTTP/1.1 404 No\r\nContent-Length: 1\r\n\r\nb']
  const port = await serve(socket => socket.end(answers.join('')))
  await using client = await connectClient(port)
  const [first, second] = await Promise.all([client.response(), client.response()])
  expect([first.status, String(first.body), second.status, String(second.body)]).toEqual([200, 'a', 404, 'b'])
})

test('a body that is reset on its way is a response that is not complete', async () => {
  const port = await serve(socket =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc', () =>
      socket.once('data', () => socket.resetAndDestroy()),
    ),
  )
  await using client = await connectClient(port)
  const reading = client.response()
  await client.send('now')
  const response = await reading
  expect([String(response.body), response.complete]).toEqual(['abc', false])
  expect(await client.closed).toBe('rst')
})

test('a paused client makes the peer stop, and gets every byte once it reads again', async () => {
  const bytes = 32 * 1_048_576
  const port = await serve(socket => void socket.end(Buffer.alloc(bytes, 'x')))
  await using client = await connectClient(port)
  client.pause()
  // By the time that another has received as much, nothing but the pause can have held this one up.
  await using other = await connectClient(port)
  expect((await other.untilClose()).length).toBe(bytes)
  expect(client.receivedBytes).toBeLessThan(bytes / 2)
  client.resume()
  expect((await client.untilClose()).length).toBe(bytes)
})

test('sending to a peer that has gone resolves to fewer bytes instead of rejecting', async () => {
  const port = await serve(socket => socket.once('data', () => socket.resetAndDestroy()))
  await using client = await connectClient(port)
  await client.send('in time')
  expect(await client.closed).toBe('rst')
  expect(await client.send('too late')).toBe(0)
})

test('a client that resets is seen as reset', async () => {
  const ended = Promise.withResolvers<string>()
  const port = await serve(socket =>
    socket.once('error', error => ended.resolve((error as NodeJS.ErrnoException).code ?? '')),
  )
  const client = await connectClient(port)
  client.reset()
  expect(await ended.promise).toBe('ECONNRESET')
})

test('a failed wait says what was awaited and shows what came', async () => {
  const port = await serve(socket => socket.end('HTTP/1.1 200 OK\r\nContent'))
  await using client = await connectClient(port)
  await expect(client.response()).rejects.toThrow(
    'before a header line; 24 bytes had arrived, at last "HTTP/1.1 200 OK\\r\\nContent"',
  )
})

test('nobody listens on a free port', async () => {
  await expect(connectClient(await freePort())).rejects.toThrow('ECONNREFUSED')
})
