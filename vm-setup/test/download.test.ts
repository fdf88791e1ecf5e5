// Images over HTTP: a server that is played cuts, lies and goes on.
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { obtainImage } from '../image/obtain-image.ts'
import { sumOf, ubuntuImage } from '../image/ubuntu-image.ts'

const IMAGE = Buffer.from(Array.from({ length: 100_000 }, (_, index) => `${index}\n`).join(''))
const SUM = createHash('sha256').update(IMAGE).digest('hex')

type Answer = (request: IncomingMessage, response: ServerResponse) => void

let folder = ''
let site = ''
let answer: Answer
let asked: (string | undefined)[] = []
let sums = ''
const server = createServer((request, response) => {
  if (request.url?.endsWith('SHA256SUMS')) return void response.end(sums)
  asked.push(request.headers.range)
  answer(request, response)
})

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hopwise-image-'))
  asked = []
  sums = `${'0'.repeat(64)} *other.img\n${SUM} *ubuntu-24.04-server-cloudimg-amd64.img\n`
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  site = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  answer = whole
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
  await rm(folder, { recursive: true })
})

const whole: Answer = (request, response) => {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  if (start >= IMAGE.length) return void response.writeHead(416).end()
  response.writeHead(start > 0 ? 206 : 200, { 'content-length': IMAGE.length - start })
  response.end(IMAGE.subarray(start))
}

async function sizeOfPart(): Promise<number> {
  const part = join(folder, `ubuntu-24.04-server-cloudimg-amd64.img.${SUM.slice(0, 12)}.part`)
  return (await stat(part).catch(() => ({ size: 0 }))).size
}

/** A part of what is wanted, and then the connection is gone. */
function cutAfter(bytes: number): Answer {
  return (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': IMAGE.length - start })
    response.write(IMAGE.subarray(start, start + bytes))
    // What is still on its way when a line breaks is lost: break it when something has come.
    void vi.waitUntil(async () => (await sizeOfPart()) > start, { timeout: 20_000 }).then(() => response.destroy())
  }
}

function obtain(signal?: AbortSignal, onProgress: (done: number, total: number | undefined) => void = () => {}) {
  const published = ubuntuImage('qemu', 'x64', site)
  return obtainImage({ published, cache: folder, tell: () => {}, onProgress, signal })
}

test('an image comes whole, is proven by its sum, and the next time it is there', async () => {
  const progress: unknown[] = []
  const file = await obtain(undefined, (done, total) => progress.push([done, total]))
  expect(await readFile(file)).toEqual(IMAGE)
  expect(progress.at(-1)).toEqual([IMAGE.length, IMAGE.length])
  expect(await obtain()).toBe(file)
  expect(asked).toEqual([undefined])
})

test('a connection that breaks is taken up where it broke, as often as something came', async () => {
  let turns = 0
  answer = (request, response) => (turns++ < 8 ? cutAfter(20_000) : whole)(request, response)
  expect(await readFile(await obtain())).toEqual(IMAGE)
  expect(asked.length).toBeGreaterThan(5)
  expect(asked.slice(1).every(range => range?.startsWith('bytes='))).toBe(true)
})

test('what came in an earlier run is not fetched again', async () => {
  const stop = new AbortController()
  // It sends a part, and then nothing for ever.
  answer = (_request, response) =>
    void response.writeHead(200, { 'content-length': IMAGE.length }).write(IMAGE.subarray(0, 200_000))
  const stopped = expect(obtain(stop.signal)).rejects.toThrow(/^stopped; what came of .* is kept/)
  await vi.waitUntil(async () => (await sizeOfPart()) > 0, { timeout: 20_000 })
  stop.abort()
  await stopped
  answer = whole
  expect(await readFile(await obtain())).toEqual(IMAGE)
  expect(asked.at(-1)).toMatch(/^bytes=[1-9]/)
})

test('a server that knows no ranges begins anew, and nothing is doubled', async () => {
  let turns = 0
  answer = (request, response) => {
    if (turns++ === 0) return cutAfter(20_000)(request, response)
    response.end(IMAGE)
  }
  expect(await readFile(await obtain())).toEqual(IMAGE)
})

test('all had come, but its name was not yet given: nothing is fetched again', async () => {
  await writeFile(join(folder, `ubuntu-24.04-server-cloudimg-amd64.img.${SUM.slice(0, 12)}.part`), IMAGE)
  expect(await readFile(await obtain())).toEqual(IMAGE)
  expect(asked).toEqual([`bytes=${IMAGE.length}-`])
})

test('a newer image than that of the cache is fetched', async () => {
  await obtain()
  const newer = Buffer.from('a newer one')
  sums = `${createHash('sha256').update(newer).digest('hex')} *ubuntu-24.04-server-cloudimg-amd64.img\n`
  answer = (_request, response) => response.end(newer)
  expect(await readFile(await obtain())).toEqual(newer)
})

test('what was damaged in the cache is fetched again', async () => {
  const file = await obtain()
  await writeFile(file, IMAGE.subarray(1))
  expect(await readFile(await obtain())).toEqual(IMAGE)
})

test('without a network, what is in the cache will do', async () => {
  const file = await obtain()
  const published = ubuntuImage('qemu', 'x64', 'http://127.0.0.1:1')
  const told: string[] = []
  expect(
    await obtainImage({
      published,
      cache: folder,
      tell: line => told.push(line),
      onProgress: () => {},
      signal: undefined,
    }),
  ).toBe(file)
  expect(told[0]).toMatch(/ECONNREFUSED/)
})

describe('is told in one line', () => {
  test.each<[string, () => void, RegExp]>([
    [
      'an image that came damaged',
      () => (answer = (_request, response) => response.end('damaged')),
      /came damaged.*was removed/,
    ],
    [
      'a page in its place',
      () => (answer = (_request, response) => response.writeHead(404).end('no')),
      /status 404; .*--image FILE/,
    ],
    ['a sum that is not published', () => (sums = ''), /SHA256SUMS has no sum of ubuntu.*--image FILE/],
    [
      'a server that always breaks off',
      () => (answer = (_request, response) => response.destroy()),
      /the same command goes on/,
    ],
  ])('%s', async (_what, prepare, reason) => {
    prepare()
    await expect(obtain()).rejects.toThrow(reason)
    await expect(obtain()).rejects.not.toThrow(/\n/)
    expect((await readdir(folder)).filter(name => !name.endsWith('.part'))).toEqual([])
  })
})

test('each hypervisor and processor has its image', () => {
  expect(ubuntuImage('virtualbox', 'x64').file).toBe('ubuntu-24.04-server-cloudimg-amd64.vmdk')
  expect(ubuntuImage('virtualbox', 'arm64').file).toBe('ubuntu-24.04-server-cloudimg-arm64.img')
  expect(ubuntuImage('qemu', 'x64').sumsUrl).toBe('https://cloud-images.ubuntu.com/releases/noble/release/SHA256SUMS')
})

test.each([
  [`${SUM}  a.img\n`, SUM],
  [`${SUM.toUpperCase()} *a.img\r\n`, SUM],
  [`${SUM} *ba.img\n${SUM} *a.img.sig\n`, undefined],
  ['<html>', undefined],
])('a sum is read from %j', (text, sum) => {
  expect(sumOf('a.img', text)).toBe(sum)
})
