// The three rules of echo, over a stream in memory: order, half-close, and that a full socket stops the reading.

import { Duplex } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { echo } from '../echo.ts'

/** A client's end: it says bytes, and takes them back only while it reads. */
class Client extends Duplex {
  readonly taken: Buffer[] = []
  finishedByServer = false
  #reads = true
  #waiting: (() => void) | undefined

  constructor() {
    super({ highWaterMark: 1024, allowHalfOpen: true })
    this.on('error', () => {})
  }

  override _read(): void {}

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.taken.push(Buffer.from(bytes))
    if (this.#reads) done()
    else this.#waiting = done
  }

  override _final(done: () => void): void {
    this.finishedByServer = true
    done()
  }

  say(bytes: Buffer | string): void {
    this.push(bytes)
  }

  finish(): void {
    this.push(null)
  }

  stopReading(): void {
    this.#reads = false
  }

  readAgain(): void {
    this.#reads = true
    this.#waiting?.()
    this.#waiting = undefined
  }

  get text(): string {
    return Buffer.concat(this.taken).toString('latin1')
  }
}

/** Lets all that is under way in memory happen. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
}

function echoed(): Client {
  const client = new Client()
  echo(client)
  return client
}

test('every octet comes back, in order, however it was cut', async () => {
  const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 3000 }), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(pieces, async pieces => {
      const client = echoed()
      for (const piece of pieces) client.say(Buffer.from(piece))
      client.finish()
      await settle()
      expect(client.text).toBe(Buffer.concat(pieces).toString('latin1'))
      expect(client.finishedByServer).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('nothing is said to a client that says nothing', async () => {
  const client = echoed()
  await settle()
  expect([client.text, client.finishedByServer]).toEqual(['', false])
})

test('the client’s FIN is answered with a FIN, behind the last octet', async () => {
  const client = echoed()
  client.stopReading()
  client.say('some')
  client.say('more')
  client.finish()
  await settle()
  expect(client.finishedByServer).toBe(false)
  client.readAgain()
  await settle()
  expect([client.text, client.finishedByServer]).toEqual(['somemore', true])
})

test('an answer may come before the client has finished', async () => {
  const client = echoed()
  client.say('a')
  await settle()
  expect([client.text, client.finishedByServer]).toEqual(['a', false])
})

test('a client that does not read is not read from, and gets everything once it reads again', async () => {
  const client = echoed()
  client.stopReading()
  const piece = Buffer.alloc(1000, 'x')
  for (let count = 0; count < 100; count++) {
    client.say(piece)
    await settle()
  }
  // Its own 100 kB wait on its side; of them the echo holds no more than a mark's worth and a piece.
  expect(client.isPaused()).toBe(true)
  expect(client.writableLength).toBeLessThanOrEqual(1024 + 2 * piece.length)
  client.readAgain()
  client.finish()
  await settle()
  expect(client.text.length).toBe(100_000)
})

test('a reset client is let go, and nobody else hears of it', async () => {
  const client = echoed()
  client.emit('error', new Error('ECONNRESET'))
  await settle()
  expect(client.destroyed).toBe(true)
})
