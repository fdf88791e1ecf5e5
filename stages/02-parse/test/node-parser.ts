// EDGE: Node's own HTTP parser, llhttp in its strict mode, asked what it makes of some octets. It sits in a server of
// node:http that never listens: each connection is a stream in memory.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Duplex } from 'node:stream'

export interface ParsedRequest {
  readonly method: string
  readonly target: string
  readonly fields: readonly (readonly [name: string, value: string])[]
  body: string
  ended: boolean
}

export interface Parsed {
  readonly requests: readonly ParsedRequest[]
  /** llhttp's own code of what is wrong, `HPE_…`; undefined where nothing is, so far. */
  readonly refusal: string | undefined
}

const server = createServer({ insecureHTTPParser: false, maxHeaderSize: 1 << 20, requireHostHeader: true })
server.maxHeadersCount = 0
server.keepAliveTimeout = 0
server.on('request', answer)
server.on('checkContinue', answer)
server.on('checkExpectation', answer)
server.on('clientError', (error: NodeJS.ErrnoException, stream) => {
  ;(stream as MemoryStream).refusal ??= error.code ?? error.message
  stream.destroy()
})

class MemoryStream extends Duplex {
  readonly requests: ParsedRequest[] = []
  refusal: string | undefined

  override _read(): void {}

  // A head without its Host passes llhttp; it is the server that refuses it.
  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    if (bytes.toString('latin1', 0, 12) === 'HTTP/1.1 400') this.refusal ??= 'NO_HOST'
    done()
  }
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { method = '', url = '', rawHeaders } = request
  const fields = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as const] : []))
  const parsed: ParsedRequest = { method, target: url, fields, body: '', ended: false }
  ;(request.socket as Duplex as MemoryStream).requests.push(parsed)
  request.on('error', () => {})
  request.on('data', (bytes: Buffer) => {
    parsed.body += bytes.toString('latin1')
  })
  request.on('end', () => {
    parsed.ended = true
  })
  response.end()
}

/** What llhttp reads in these octets, which are all that come. A missing end is no refusal. */
export async function parseWithNode(octets: Buffer): Promise<Parsed> {
  const stream = new MemoryStream()
  server.emit('connection', stream)
  stream.on('error', () => {})
  const closed = new Promise(resolve => stream.once('close', resolve))
  stream.push(octets)
  stream.push(null)
  await closed
  const { requests, refusal } = stream
  return { requests, refusal: refusal === 'HPE_INVALID_EOF_STATE' || refusal === 'ECONNRESET' ? undefined : refusal }
}
