// One request and its answer, over imagined connections: which backends are asked, when again, and what the client is told.

import { expect, test } from 'vitest'
import { HttpError } from '../../02-parse/http-error.ts'
import type { Recipient } from '../answer.ts'
import type { Failure } from '../awaiting.ts'
import { type Backend, toBackends } from '../balancer.ts'
import { type Carriage, Exchange, type ExchangeSettings } from '../exchange.ts'
import { requestHead, responseHead } from './heads.ts'

const ERROR = new HttpError(502, 'backend', 'it went wrong')
const REFUSED: Failure = { error: ERROR, unsent: true, begun: false, incidental: false }
const LOST: Failure = { error: ERROR, unsent: false, begun: false, incidental: false }
const BY_CHANCE: Failure = { ...LOST, incidental: true }

class World implements Carriage {
  readonly backends: Backend[] = toBackends(['a', 'b', 'c'].map(ip => ({ ip, port: 80 })))
  /** Whom the exchange wanted to reach, `!` behind those over a new connection. */
  readonly dials: string[] = []
  readonly sent: string[] = []
  readonly told: string[] = []
  readonly outcomes: string[] = []
  abandoned = 0
  hasRoom = true
  clientHasRoom = true
  readonly exchange: Exchange

  constructor(request = requestHead(), settings: Partial<ExchangeSettings> = {}) {
    const recipient: Recipient = {
      receiveHead: ({ status }) => void this.told.push(String(status)),
      receiveData: bytes => {
        this.told.push(String(bytes))
        return this.clientHasRoom
      },
      receiveEnd: () => void this.told.push('end'),
      fail: error => void this.told.push(`failed ${error.status}`),
      onDrain: () => {},
    }
    this.exchange = new Exchange(request, { address: '10.0.0.9' }, recipient, {
      strategy: () => this.backends,
      carry: (_exchange, { host }, { fresh }) => void this.dials.push(fresh ? `${host}!` : host),
      mayRepeat: () => true,
      onOutcome: ({ host }, outcome) => void this.outcomes.push(`${host} ${outcome}`),
      holdBytes: 10,
      ...settings,
    })
    this.exchange.start()
  }

  send(piece: string | Buffer): boolean {
    this.sent.push(String(piece))
    return this.hasRoom
  }

  resume(): void {}

  abandon(): void {
    this.abandoned += 1
  }

  attach(at = 0): boolean {
    return this.exchange.attach(this, this.backends[at] as Backend)
  }

  get open(): number[] {
    return this.backends.map(({ openExchanges }) => openExchanges)
  }
}

test('the first candidate is asked, gets the head, and its answer is passed on', () => {
  const world = new World()
  expect([world.dials, world.open]).toEqual([['a'], [1, 0, 0]])
  world.attach()
  expect(world.sent.join('')).toMatch(/^GET \/ HTTP\/1\.1\r\nHost: h\r\n/)
  world.exchange.receiveHead(responseHead('HTTP/1.1 200 OK', 'Content-Length: 1'))
  world.exchange.receiveData(Buffer.from('x'))
  world.exchange.receiveEnd()
  expect([world.told, world.outcomes, world.open]).toEqual([['200', 'x', 'end'], ['a answered'], [0, 0, 0]])
})

test('whoever refuses the dial is passed over, and the client hears of it only when all have', () => {
  const world = new World()
  world.exchange.failed(REFUSED)
  world.exchange.failed(REFUSED)
  expect([world.dials, world.open, world.told]).toEqual([['a', 'b', 'c'], [0, 0, 1], []])
  world.exchange.failed(REFUSED)
  expect([world.told, world.open]).toEqual([['failed 502'], [0, 0, 0]])
  expect(world.outcomes).toEqual(['a failed', 'b failed', 'c failed'])
})

test('a refused dial is no attempt: also a request that must not be repeated goes to the next backend', () => {
  const world = new World(requestHead('POST / HTTP/1.1'), { mayRepeat: () => false })
  world.exchange.failed(REFUSED)
  expect(world.dials).toEqual(['a', 'b'])
})

test('behind a sent request it is asked whether it may be repeated', () => {
  const world = new World(undefined, { mayRepeat: () => false })
  world.attach()
  world.exchange.failed(LOST)
  expect([world.dials, world.told]).toEqual([['a'], ['failed 502']])
})

test('nothing is repeated once some of the response has come', () => {
  const world = new World()
  world.attach()
  world.exchange.receiveHead(responseHead('HTTP/1.1 200 OK', 'Content-Length: 5'))
  world.exchange.failed({ ...LOST, begun: true })
  expect([world.dials, world.told]).toEqual([['a'], ['200', 'failed 502']])
})

test('nothing is repeated once some of the body has been sent: it is not kept', () => {
  const world = new World(requestHead('PUT / HTTP/1.1', 'Content-Length: 5'))
  world.attach()
  world.exchange.sendData(Buffer.from('he'))
  world.exchange.failed(BY_CHANCE)
  expect([world.dials, world.told]).toEqual([['a'], ['failed 502']])
})

test('a body that no connection has taken yet goes to the next backend whole', () => {
  const world = new World(requestHead('PUT / HTTP/1.1', 'Content-Length: 2'))
  world.exchange.sendData(Buffer.from('he'))
  world.exchange.failed(REFUSED)
  world.attach(1)
  expect(world.sent.slice(1)).toEqual(['he'])
})

test('a connection that ended by chance is no fair attempt: the same backend is asked over a new one, and not blamed', () => {
  const world = new World()
  world.attach()
  world.exchange.failed(BY_CHANCE)
  expect([world.dials, world.outcomes, world.open]).toEqual([['a', 'a!'], [], [1, 0, 0]])
})

test('what happens again and again is not chance', () => {
  const world = new World()
  for (let count = 0; count < 40 && world.told.length === 0; count++) {
    world.attach()
    world.exchange.failed(BY_CHANCE)
  }
  expect(world.dials).toEqual(['a', ...Array(20).fill('a!'), 'b', 'c'])
  expect(world.told).toEqual(['failed 502'])
})

test('where there is no backend at all the client gets a 503', () => {
  expect(new World(undefined, { strategy: () => [] }).told).toEqual(['failed 503'])
})

test('a chunked body goes out in chunks, each piece one', () => {
  const world = new World(requestHead('PUT / HTTP/1.1', 'Transfer-Encoding: chunked'))
  world.attach()
  world.exchange.sendData(Buffer.from('hello'))
  world.exchange.sendEnd()
  expect(world.sent.slice(1).join('')).toBe('5\r\nhello\r\n0\r\n\r\n')
})

test('a body waits for its connection, and past the limit the client is told to wait too', async () => {
  const world = new World(requestHead('PUT / HTTP/1.1', 'Content-Length: 12'))
  let drained = 0
  world.exchange.onDrain = () => {
    drained += 1
  }
  expect(world.exchange.sendData(Buffer.from('123456'))).toBe(true)
  expect(world.exchange.sendData(Buffer.from('123456'))).toBe(false)
  world.attach()
  // Whoever carries it has not written down yet that he does.
  expect([world.sent.slice(1), drained]).toEqual([['123456', '123456'], 0])
  await Promise.resolve()
  expect(drained).toBe(1)
})

test('where the connection is full already, the client waits on', async () => {
  const world = new World(requestHead('PUT / HTTP/1.1', 'Content-Length: 12'))
  let drained = 0
  world.exchange.onDrain = () => {
    drained += 1
  }
  world.exchange.sendData(Buffer.from('123456123456'))
  world.hasRoom = false
  world.attach()
  await Promise.resolve()
  expect(drained).toBe(0)
})

test('a client without room is heard by whoever reads the response', () => {
  const world = new World()
  world.attach()
  world.exchange.receiveHead(responseHead('HTTP/1.1 200 OK', 'Content-Length: 5'))
  world.clientHasRoom = false
  expect(world.exchange.receiveData(Buffer.from('x'))).toBe(false)
})

test('a client that has gone needs no connection and no answer, and is counted nowhere', () => {
  const world = new World()
  world.exchange.abandon()
  expect([world.attach(), world.open, world.exchange.isOver]).toEqual([false, [0, 0, 0], true])
  world.exchange.failed(REFUSED)
  expect([world.dials, world.told]).toEqual([['a'], []])
})

test('the connection is told once that its exchange is not needed any more', () => {
  const world = new World()
  world.attach()
  world.exchange.abandon()
  world.exchange.abandon()
  expect([world.abandoned, world.open]).toEqual([1, [0, 0, 0]])
})

test('to move on is to ask the same backend over a new connection, and counts as no second exchange', () => {
  const world = new World()
  world.attach()
  world.exchange.moveOn()
  expect([world.dials, world.open, world.outcomes]).toEqual([['a', 'a!'], [1, 0, 0], []])
})

test.each<[string, (world: World) => unknown]>([
  ['answered', world => world.exchange.receiveEnd()],
  ['failed', world => world.exchange.failed({ ...LOST, begun: true })],
  ['abandoned', world => world.exchange.abandon()],
  ['ended with an error of ours', world => world.exchange.fail(ERROR)],
  ['answered and then failed', world => [world.exchange.receiveEnd(), world.exchange.failed(LOST)]],
  ['failed and then abandoned', world => [world.exchange.fail(ERROR), world.exchange.abandon()]],
])('an exchange that has been %s is open nowhere', (_how, end) => {
  const world = new World()
  world.attach()
  end(world)
  expect(world.open).toEqual([0, 0, 0])
  expect(world.exchange.lastBackend?.host).toBe('a')
})
