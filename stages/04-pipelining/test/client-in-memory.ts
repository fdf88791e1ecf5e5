// For tests: one client's connection over a stream in memory, with backends that answer when the test says so.

import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { HttpError } from '../../02-parse/http-error.ts'
import { toBackends } from '../../03-forward/balancer.ts'
import type { Carriage, Exchange } from '../../03-forward/exchange.ts'
import { SocketOutlet } from '../../03-forward/outlet.ts'
import { responseHead } from '../../03-forward/test/heads.ts'
import { ClientConnection } from '../client-connection.ts'
import { mayRepeat } from '../reuse.ts'

class Wire extends Duplex {
  heard = ''
  hasFin = false
  readonly remoteAddress = '10.0.0.9'

  override _read(): void {}

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.heard += bytes.toString('latin1')
    done()
  }

  override _final(done: () => void): void {
    this.hasFin = true
    done()
  }
}

/** Says that it is full as long as the test wants it to. */
class LimitedOutlet extends SocketOutlet {
  hasRoom = true

  override send(piece: string | Buffer): boolean {
    super.send(piece)
    return this.hasRoom
  }
}

/** Lets all that is under way in memory happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
}

/** @param isLate exchanges get a connection only when `attach` is called */
export function connect({ isLate = false } = {}) {
  const wire = new Wire({ allowHalfOpen: true })
  const outlet = new LimitedOutlet(wire as unknown as Socket)
  const open: Exchange[] = []
  const sent: string[] = []
  const abandoned: string[] = []
  const over: string[] = []
  const waiting: (() => void)[] = []
  const carry = (exchange: Exchange, backend: Parameters<Exchange['attach']>[1]) => {
    open.push(exchange)
    const carriage: Carriage = {
      send: piece => sent.push(String(piece)) > 0,
      resume() {},
      abandon: ({ request }) => void abandoned.push(request.target),
    }
    waiting.push(() => exchange.attach(carriage, backend))
    if (!isLate) attach()
  }
  const attach = () => {
    for (const each of waiting.splice(0)) each()
  }
  const connection = new ClientConnection(wire as unknown as Socket, {
    limits: { headBytes: 16_384, targetBytes: 8192, bodyBytes: 1000 },
    exchange: {
      strategy: () => toBackends([{ ip: '127.0.0.1', port: 8001 }]),
      carry,
      mayRepeat,
      onOutcome() {},
      holdBytes: 1000,
    },
    makeOutlet: () => outlet,
    holdBytes: 1000,
    newFields: () => [],
    onExchangeBegun() {},
    onExchangeOver: ({ exchange }) => void over.push(exchange.request.target),
  })
  const say = async (...lines: string[]) => {
    wire.push(lines.join('\r\n'))
    await settle()
  }
  /** In pieces of that length, one after the other in the same memory. */
  const sayOver = async (octets: string, length: number) => {
    const memory = Buffer.alloc(length)
    for (let at = 0; at < octets.length; at += length) {
      const written = memory.write(octets.slice(at, at + length), 'latin1')
      wire.emit('data', memory.subarray(0, written))
      memory.fill('?')
    }
    await settle()
  }
  const openFor = (target: string) => open.find(({ request }) => request.target === target) as Exchange
  /** Gives an answer's head. */
  const begin = async (target: string) => {
    openFor(target).receiveHead(responseHead(`HTTP/1.1 200 ${target}`, `Content-Length: ${target.length}`))
    await settle()
  }
  /** Gives what is missing of an answer that has begun. */
  const finish = async (target: string) => {
    openFor(target).receiveData(Buffer.from(target))
    openFor(target).receiveEnd()
    await settle()
  }
  const answer = async (target: string) => {
    await begin(target)
    await finish(target)
  }
  /** The backend gives an answer's head and goes. */
  const breakOff = async (target: string) => {
    await begin(target)
    openFor(target).fail(new HttpError(502, 'backend', 'gone'))
    await settle()
  }
  /** Whether the client takes more of its answers. */
  const giveRoom = async (room: boolean) => {
    outlet.hasRoom = room
    if (room) outlet.onDrain()
    await settle()
  }
  return {
    wire,
    giveRoom,
    connection,
    say,
    sayOver,
    attach,
    begin,
    finish,
    answer,
    breakOff,
    sent,
    abandoned,
    over,
    targets: () => open.map(({ request }) => request.target).join(' '),
    statuses: () => [...wire.heard.matchAll(/HTTP\/1\.1 (\d.*)\r/g)].map(([, status]) => status).join(', '),
  }
}

export const get = (target: string, ...fields: string[]) =>
  [`GET ${target} HTTP/1.1`, 'Host: h', ...fields, '', ''].join('\r\n')
export const post = (target: string, body = '') =>
  [`POST ${target} HTTP/1.1`, 'Host: h', `Content-Length: ${body.length}`, '', body].join('\r\n')
