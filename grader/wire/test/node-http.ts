// EDGE: Node's own HTTP, on llhttp in its strict mode, asked what it reads in some octets. Server and client talk to
// streams in memory: nothing listens.
import { Buffer } from 'node:buffer'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { Field } from '../field.ts'
import type { Drawn } from './generated.ts'
import type { Heard } from './heard.ts'

const LIMIT_BYTES = 1024 * 1024
/** Its arrival tells that all before it were read. A FIN cannot: at a FIN, Node gives up what it has not answered. */
const LAST = 'GET /last HTTP/1.1\r\nHost: h\r\n\r\n'

/** Throws away what is written, and gives to read what a test pushes. */
class MemoryStream extends Duplex {
  override _read(): void {}

  override _write(_bytes: Buffer, _encoding: string, done: () => void): void {
    done()
  }
}

/** The requests in these octets, which are all that come. Rejects with llhttp's own error. */
export async function hearRequestsWithNode(octets: string): Promise<Heard[]> {
  const heard: Promise<Heard>[] = []
  const server = createServer({ insecureHTTPParser: false, maxHeaderSize: LIMIT_BYTES, keepAliveTimeout: 0 })
  const stream = new MemoryStream()
  const allCame = new Promise<void>((resolve, reject) => {
    server.on('clientError', reject)
    server.on('request', (message: IncomingMessage, response: ServerResponse) => {
      const { method = '', url = '' } = message
      heard.push(hear(message, `${method} ${url}`, method))
      response.end()
      if (url === '/last') resolve()
    })
  })
  server.emit('connection', stream)
  stream.push(Buffer.from(octets + LAST, 'latin1'))
  try {
    await allCame
    return (await Promise.all(heard)).slice(0, -1)
  } finally {
    stream.destroy()
  }
}

/** The response that these octets are to a request of this method. Rejects with llhttp's own error. */
export async function hearResponseWithNode({ method, wire }: Pick<Drawn, 'method' | 'wire'>): Promise<Heard> {
  const stream = new MemoryStream()
  const agent = new Agent({ keepAlive: false })
  agent.createConnection = () => stream as Duplex as Socket
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request({ method, agent, maxHeaderSize: LIMIT_BYTES, insecureHTTPParser: false })
    asked.on('response', resolve).on('error', reject).end()
    asked.once('finish', () => {
      stream.push(Buffer.from(wire, 'latin1'))
      stream.push(null)
    })
  })
  const heard = await hear(message, String(message.statusCode), method)
  stream.destroy()
  return heard
}

async function hear(message: IncomingMessage, what: string, method: string): Promise<Heard> {
  const pieces: Buffer[] = []
  for await (const piece of message) pieces.push(piece)
  const body = Buffer.concat(pieces).toString('latin1')
  return { what, method, fields: inPairs(message.rawHeaders), body, trailers: inPairs(message.rawTrailers) }
}

function inPairs(raw: readonly string[]): Field[] {
  return raw.flatMap((name, at) => (at % 2 === 0 ? [{ name, value: raw[at + 1] ?? '' }] : []))
}
