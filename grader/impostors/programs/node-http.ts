// A lawful forwarder in another style: Node's own server and client of HTTP do the reading and writing. Keeps connections
// of clients, dials a new one for each request, chooses by turns or by the fewest open exchanges.
import { readFileSync } from 'node:fs'
import { createServer, request as dial, type IncomingMessage, type ServerResponse } from 'node:http'

interface Backend {
  readonly ip: string
  readonly port: number
  open: number
}

const [host, port, file] = process.argv.slice(2)
const conf = JSON.parse(readFileSync(String(file), 'utf8'))
const backends: Backend[] = conf.backend_servers.map((each: Backend) => ({ ip: each.ip, port: each.port, open: 0 }))
const waitMs: number = conf.timeouts?.response_ms ?? 30_000
const limitBytes: number = conf.limits?.body_bytes ?? 2 ** 30
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']
const NOT_PASSED = [...HOP_BY_HOP, 'http2-settings', 'expect']
let turn = 0

/** All backends, the best first. */
function candidates(): Backend[] {
  const from = turn++ % backends.length
  const inTurn = [...backends.slice(from), ...backends.slice(0, from)]
  return conf.strategy === 'least-connections' ? inTurn.toSorted((a, b) => a.open - b.open) : inTurn
}

/** Names and values in turn, as they came, without what is meant for one hop only. */
function endToEnd({ rawHeaders, headers }: IncomingMessage): string[] {
  const named = `${headers.connection ?? ''}`.toLowerCase().split(/[ ,]+/)
  const dropped = new Set([...NOT_PASSED, ...named.filter(name => name !== 'content-length' && name !== 'host')])
  return rawHeaders.filter((_, at) => !dropped.has((rawHeaders[at - (at % 2)] ?? '').toLowerCase()))
}

function pathOf(request: IncomingMessage): string {
  const { groups } = /^https?:\/\/[^/?]+(?<rest>.*)$/i.exec(request.url ?? '') ?? {}
  const rest = groups?.rest ?? request.url ?? '/'
  return rest.startsWith('/') || rest === '*' ? rest : `/${rest}`
}

function hostOf(request: IncomingMessage, { ip, port }: Backend): string {
  return /^https?:\/\/([^/?]+)/i.exec(request.url ?? '')?.[1] ?? request.headers.host ?? `${ip}:${port}`
}

function forward(request: IncomingMessage, response: ServerResponse, body: Buffer, choices: Backend[]): void {
  const [backend, ...others] = choices
  if (backend === undefined) return tell(response, 502)
  const fields = endToEnd(request)
  const hostAt = fields.findIndex((name, at) => at % 2 === 0 && name.toLowerCase() === 'host')
  if (hostAt !== -1) fields.splice(hostAt, 2)
  if (request.headers['transfer-encoding']) fields.push('Content-Length', String(body.length))
  fields.push('Host', hostOf(request, backend))
  backend.open += 1
  const asked = dial({
    host: backend.ip,
    port: backend.port,
    method: request.method ?? 'GET',
    path: pathOf(request),
    headers: fields as never,
    agent: false,
    timeout: waitMs,
  })
  let isOpen = true
  asked.on('close', () => {
    backend.open -= 1
    isOpen = false
  })
  asked.on('socket', socket => socket.on('connect', () => others.splice(0)))
  asked.on('timeout', () => asked.destroy(Object.assign(new Error('late'), { code: 'late' })))
  asked.on('error', (error: NodeJS.ErrnoException) => {
    if (response.headersSent) response.destroy()
    else if (error.code === 'ECONNREFUSED') forward(request, response, body, others)
    else tell(response, error.code === 'late' ? 504 : 502)
  })
  response.on('close', () => isOpen && asked.destroy())
  asked.on('response', answer => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer))
    answer.on('error', () => response.destroy())
    answer.on('aborted', () => response.destroy())
    answer.pipe(response)
  })
  asked.end(body)
}

function tell(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Length': '0' }).end()
}

const server = createServer({ requireHostHeader: true }, (request, response) => {
  const pieces: Buffer[] = []
  let length = 0
  response.sendDate = false
  request.on('error', () => response.destroy())
  request.on('data', (piece: Buffer) => {
    length += piece.length
    if (length <= limitBytes) pieces.push(piece)
  })
  request.on('end', () => {
    if (length > limitBytes) return tell(response, 413)
    forward(request, response, Buffer.concat(pieces), candidates())
  })
})
server.on('connect', (_request, socket) => socket.end('HTTP/1.1 501 Not Implemented\r\nConnection: close\r\n\r\n'))
server.listen(Number(port), host)
