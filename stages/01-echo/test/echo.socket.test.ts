import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type Program, startStage } from '../../testing/program.ts'
import { patience } from '../../testing/proxy-rig.ts'
import { connectClient, type RawClient } from '../../testing/raw-client.ts'

vi.setConfig(patience)

const mebibyte = 1_048_576
let program: Program
beforeAll(async () => {
  program = await startStage('01-echo')
})
afterEach(proveAlive)
afterAll(() => program[Symbol.asyncDispose]())

function connect(): Promise<RawClient> {
  return connectClient(program.port)
}

async function echoed(bytes: Buffer): Promise<Buffer> {
  await using client = await connect()
  await client.send(bytes)
  return await client.bytes(bytes.length)
}

async function proveAlive(): Promise<void> {
  const nonce = randomBytes(16)
  expect(await echoed(nonce)).toEqual(nonce)
  process.kill(program.pid, 0)
}

// Asked again behind each round trip: the program has had its turn in between.
async function untilFdsAreAtMost(count: number): Promise<void> {
  const giveUpAt = performance.now() + 10_000
  while ((program.fdCount() ?? 0) > count && performance.now() < giveUpAt) await proveAlive()
  expect(program.fdCount() ?? 0).toBeLessThanOrEqual(count)
}

test('every octet comes back as it was, also when no UTF-8 can be read from it', async () => {
  const octets = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet))
  expect(await echoed(octets)).toEqual(octets)
})

test('a UTF-8 character that arrives in two segments is not mended', async () => {
  await using client = await connect()
  await client.send('\xe2\x82')
  expect(await client.bytes(2)).toEqual(Buffer.from([0xe2, 0x82]))
  await client.send('\xac')
  expect(await client.bytes(1)).toEqual(Buffer.from([0xac]))
})

test('a thousand writes of one byte each come back in order, none missing and none added', async () => {
  const bytes = randomBytes(1000)
  await using client = await connect()
  await client.sendByteByByte(bytes)
  client.finish()
  expect(await client.untilClose()).toEqual(bytes)
})

test('what comes back does not wait for more: one byte alone is answered', async () => {
  await using client = await connect()
  for (const byte of ['a', '\n', '\0']) {
    await client.send(byte)
    expect((await client.bytes(1)).toString('latin1')).toBe(byte)
  }
})

test.each([0, 1, 10, 4 * mebibyte])('after a half close the rest of %i bytes is sent, then FIN', async count => {
  const bytes = randomBytes(count)
  await using client = await connect()
  client.socket.end(bytes)
  expect((await client.untilClose()).equals(bytes)).toBe(true)
  expect(await client.closed).toBe('fin')
})

test('two hundred clients at once get their own bytes each', async () => {
  const sizes = Array.from({ length: 200 }, (_, index) => 1 + ((index * 977) % 60_000))
  const contents = sizes.map(size => randomBytes(size))
  const answers = await Promise.all(contents.map(echoed))
  expect(answers.every((answer, index) => answer.equals(contents[index] as Buffer))).toBe(true)
})

test('a client that stops reading is stopped from sending, and nobody else is; then it gets every byte', async () => {
  const bytes = randomBytes(64 * mebibyte)
  await using greedy = await connect()
  await using silent = await connect()
  greedy.pause()
  const sending = greedy.send(bytes)
  // It has come to a stop where nothing was taken during many round trips of others.
  let [taken, stillFor] = [-1, 0]
  while (stillFor < 50) {
    await proveAlive()
    stillFor = greedy.acceptedBytes === taken ? stillFor + 1 : 0
    taken = greedy.acceptedBytes
  }
  expect(taken).toBeLessThan(bytes.length)
  const others = Array.from({ length: 50 }, () => randomBytes(1000))
  expect(await Promise.all(others.map(echoed))).toEqual(others)
  greedy.resume()
  expect(await sending).toBe(bytes.length)
  greedy.finish()
  expect((await greedy.untilClose()).equals(bytes)).toBe(true)
  await silent.send('still here')
  expect(String(await silent.bytes(10))).toBe('still here')
})

test('what a client does not fetch does not grow the memory without bound', async () => {
  const before = program.rssBytes() ?? 0
  const clients = await Promise.all(Array.from({ length: 8 }, connect))
  for (const client of clients) client.pause()
  const sendings = clients.map(client => client.send(Buffer.alloc(32 * mebibyte)).catch(() => 0))
  for (let trip = 0; trip < 200; trip += 1) await proveAlive()
  // 256 MiB were on offer.
  expect((program.rssBytes() ?? 0) - before).toBeLessThan(64 * mebibyte)
  for (const client of clients) client.reset()
  await Promise.all(sendings)
})

test('a client that resets in the middle of a transfer, reading or not, harms nobody', async () => {
  await using bystander = await connect()
  for (const reads of [true, false]) {
    for (let round = 0; round < 10; round += 1) {
      const client = await connect()
      if (!reads) client.pause()
      client.socket.write(randomBytes(mebibyte))
      if (reads) await client.bytes(1)
      client.reset()
    }
    await bystander.send('unharmed')
    expect(String(await bystander.bytes(8))).toBe('unharmed')
  }
})

test('a thousand clients that come and go, with FIN or RST, leave no descriptor behind', async () => {
  await proveAlive()
  await untilFdsAreAtMost(program.fdCount() ?? 0)
  const before = program.fdCount() ?? 0
  const comeAndGo = async (_: unknown, index: number) => {
    await using client = await connect()
    if (index % 3 === 0) return client.reset()
    if (index % 3 === 1) await client.send('bye')
    client.finish()
    expect((await client.untilClose()).length).toBe(index % 3 === 1 ? 3 : 0)
  }
  for (let batch = 0; batch < 10; batch += 1) await Promise.all(Array.from({ length: 100 }, comeAndGo))
  await untilFdsAreAtMost(before + 5)
})
