// The backends without nginx: node:http servers in this very process that answer as conf/nginx/site.conf does, so
// that a stage can be tried on a machine where nothing is installed. EDGE: opens sockets.
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { listenError, type RunningBackends } from './running-backends.ts'
import { answerFor } from './site-answer.ts'

export interface EmbeddedOptions {
  /** Where to listen; default 127.0.0.1. */
  readonly host?: string
  /** Requests per connection before the backend closes it; default 1000, nginx's own. */
  readonly keepaliveRequests?: number
}

// nginx's keepalive_timeout. Node's own five seconds would close idle pooled connections under the proxy far more often.
const KEEPALIVE_MS = 75_000

/** One backend per port; 0 lets the system choose. Rejects with BackendError, and then none is left running. */
export async function startEmbedded(ports: readonly number[], options: EmbeddedOptions = {}): Promise<RunningBackends> {
  const { host = '127.0.0.1', keepaliveRequests = 1000 } = options
  const servers = new Map<number, Server>()

  const open = async (port: number) => {
    const server = createServer({ keepAliveTimeout: KEEPALIVE_MS }, answering(keepaliveRequests))
    const realPort = await listen(server, host, port)
    servers.set(realPort, server)
    return realPort
  }
  const stop = async (port: number) => {
    const server = servers.get(port)
    servers.delete(port)
    if (server !== undefined) await shut(server)
  }
  const close = async () => {
    await Promise.all([...servers.keys()].map(stop))
  }

  const realPorts: number[] = []
  try {
    for (const port of ports) realPorts.push(await open(port))
  } catch (failure) {
    await close()
    throw failure
  }
  const start = async (port: number) => {
    if (!servers.has(port)) await open(port)
  }
  return { kind: 'embedded', ports: realPorts, stop, start, close, [Symbol.asyncDispose]: close }
}

function answering(keepaliveRequests: number) {
  const requestsOn = new WeakMap<Socket, number>()

  return async (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    const count = (requestsOn.get(socket) ?? 0) + 1
    requestsOn.set(socket, count)
    // What was pipelined behind the last request is never answered: so does nginx, and stage 6 must survive it.
    if (count > keepaliveRequests) return
    if (count === keepaliveRequests) response.setHeader('Connection', 'close')

    const port = socket.localPort ?? 0
    const id = request.headers['x-request-id']
    if (id !== undefined) response.setHeader('X-Request-ID', id)
    response.setHeader('Server', 'hopwise-embedded').setHeader('X-Backend', port)

    const { method = 'GET', url: target = '/' } = request
    if (/^\/echo(?:\?|$)/.test(target)) return account(request, response)
    const { status, headers, body } = answerFor({ method, target, headers: request.headers }, port)
    response.writeHead(status, headers).end(body)
  }
}

/** Embedded only, nginx has no such page: says what arrived as the body, whatever the method. */
async function account(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const sha256 = createHash('sha256')
  let bytes = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      sha256.update(chunk)
      bytes += chunk.length
    }
  } catch {
    // The client went away in the middle of its body: there is nobody left to answer.
    return
  }
  const text = `${JSON.stringify({ method: request.method, bytes, sha256: sha256.digest('hex') })}\n`
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': text.length }).end(text)
}

function listen(server: Server, host: string, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.once('error', failure => reject(listenError(failure, host, port)))
  server.listen({ host, port }, () => {
    const address = server.address()
    resolve(typeof address === 'object' && address !== null ? address.port : port)
  })
  return promise
}

function shut(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeAllConnections()
  return promise
}
