import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRecorder } from '../recorder.ts'
import { Session } from '../session.ts'
import { startTap, type Tap } from '../tap.ts'

const HOST = '127.0.0.1'
let folder: string
let opened: Socket[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hopwise-tap-'))
  opened = []
})
afterEach(async () => {
  for (const socket of opened) socket.destroy()
  await rm(folder, { recursive: true })
})

interface Rig extends AsyncDisposable {
  readonly tap: Tap
  /** The next connection that the tap has passed on. */
  accepted(): Promise<Socket>
  dial(): Promise<Socket>
  /** Ends the tap. What stands in the file then, packet by packet: `> SYN`, `< 5 octets`. */
  told(): Promise<string[]>
}

async function rig(port?: number): Promise<Rig> {
  const server: Server = createServer({ allowHalfOpen: true })
  server.listen({ host: HOST, port: 0 })
  await once(server, 'listening')
  const to = { host: HOST, port: port ?? (server.address() as { port: number }).port }
  const file = join(folder, 'tap.pcapng')
  const recorder = await createRecorder(file, () => {})
  const session = new Session(recorder, 'a test')
  const tap = await startTap({ listen: { host: HOST, port: 0 }, to, target: 'proxy' }, session)
  const close = async () => {
    await tap.close().catch(() => {})
    server.close()
  }
  return {
    tap,
    async accepted() {
      const [socket] = (await once(server, 'connection')) as [Socket]
      opened.push(socket)
      socket.on('error', () => {})
      return socket
    },
    async dial() {
      const socket = connect({ host: HOST, port: tap.port, allowHalfOpen: true })
      opened.push(socket)
      socket.on('error', () => {})
      await once(socket, 'connect')
      return socket
    },
    async told() {
      await close()
      await recorder.close()
      return packetsIn(await readFile(file), to.port)
    },
    [Symbol.asyncDispose]: close,
  }
}

/** However it ends: `once` takes an error for a failure. */
function closed(socket: Socket): Promise<void> {
  return new Promise(resolve => socket.once('close', () => resolve()))
}

/** Without acknowledgments that say nothing else. */
function packetsIn(file: Buffer, port: number): string[] {
  const packets: string[] = []
  for (let at = 0; at < file.length; at += file.readUInt32LE(at + 4)) {
    if (file.readUInt32LE(at) !== 6) continue
    const tcp = file.subarray(at + 28 + 20, at + 28 + file.readUInt32LE(at + 20))
    const bits = tcp[13] ?? 0
    const names = ['FIN', 'SYN', 'RST'].filter((_name, bit) => bits & (1 << bit))
    const octets = file.readUInt32LE(at + 24) - 20 - ((tcp[12] ?? 0) >> 4) * 4
    const window = tcp.readUInt16BE(14) === 0 ? ['window 0'] : []
    const words = [...names, ...(octets > 0 ? [`${octets} octets`] : []), ...window]
    if (words.length > 0) packets.push(`${tcp.readUInt16BE(0) === port ? '<' : '>'} ${words.join(' ')}`)
  }
  return packets
}

test('bytes go through in both directions, and half-closes are half-closes', async () => {
  await using all = await rig()
  const far = all.accepted()
  const near = await all.dial()
  near.end('question')
  const listener = await far
  expect(String((await once(listener, 'data'))[0])).toBe('question')
  // The dialler has ended, and still gets its answer.
  listener.resume()
  await once(listener, 'end')
  listener.end('answer!')
  expect(String((await once(near, 'data'))[0])).toBe('answer!')
  near.resume()
  await closed(near)
  expect(await all.told()).toEqual(['> SYN', '< SYN', '> 8 octets', '> FIN', '< 7 octets', '< FIN'])
})

test('a reset is passed on as a reset, and told as one', async () => {
  await using all = await rig()
  const far = all.accepted()
  const near = await all.dial()
  near.write('a')
  const listener = await far
  await once(listener, 'data')
  near.resetAndDestroy()
  const [error] = await once(listener, 'error')
  expect(error.code).toBe('ECONNRESET')
  expect(await all.told()).toEqual(['> SYN', '< SYN', '> 1 octets', '> RST'])
})

test('where nobody listens, the client is reset, and the capture shows a refusal', async () => {
  const unused = createServer()
  unused.listen({ host: HOST, port: 0 })
  await once(unused, 'listening')
  const { port } = unused.address() as { port: number }
  unused.close()
  await once(unused, 'close')
  await using all = await rig(port)
  const near = await all.dial()
  near.resume()
  await closed(near)
  expect(await all.told()).toEqual(['> SYN', '< RST'])
})

test('who does not read stops who sends: the tap keeps next to nothing, and shows a window of zero', async () => {
  await using all = await rig()
  const far = all.accepted()
  const near = await all.dial()
  near.pause()
  const listener = await far
  const piece = Buffer.alloc(65_536)
  let sent = 0
  // Until the kernel's buffers on both sides of the tap are full.
  for (let isFull = false; !isFull; ) {
    sent += piece.length
    if (listener.write(piece)) continue
    isFull = await Promise.race([
      once(listener, 'drain').then(() => false),
      new Promise<boolean>(resolve => setTimeout(resolve, 1000, true)),
    ])
  }
  expect(sent).toBeLessThan(64 * 1024 * 1024)
  let received = 0
  near.on('data', chunk => {
    received += chunk.length
  })
  listener.end()
  near.resume()
  await once(near, 'end')
  expect(received).toBe(sent)
  const told = await all.told()
  expect(told).toContain('> window 0')
  expect(told.at(-1)).toBe('< FIN')
})

test('when the tap ends, no connection is left', async () => {
  await using all = await rig()
  const near = await Promise.all(Array.from({ length: 50 }, () => all.dial()))
  const ended = near.map(socket => closed(socket.resume().once('end', () => socket.end())))
  const told = await all.told()
  await Promise.all(ended)
  expect(told.every(line => / SYN$| RST$/.test(line))).toBe(true)
})
