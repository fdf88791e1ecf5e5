// A peer: Node's http server in front, undici's pools behind, in turn. The fastest that is usually made on Node without
// touching a socket. Arguments: port, ports of the backends. EDGE: a program of its own.

import { createServer, type IncomingHttpHeaders } from 'node:http'
import { Pool } from 'undici'

const [port, ...backends] = process.argv.slice(2).map(Number)
const pools = backends.map(backend => new Pool(`http://127.0.0.1:${backend}`, { connections: 128, pipelining: 1 }))
let turn = 0

/** RFC 9110 §7.6.1: these concern one connection, and undici refuses to send them. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
])

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)))
}

const server = createServer((request, response) => {
  turn = (turn + 1) % pools.length
  const { url = '/', method = 'GET', headers } = request
  const hasBody = 'content-length' in headers || 'transfer-encoding' in headers
  pools[turn]
    ?.stream(
      { path: url, method, headers: endToEnd(headers), body: hasBody ? request : null, opaque: response },
      answer => {
        response.writeHead(answer.statusCode, endToEnd(answer.headers))
        return response
      },
    )
    .catch(() => {
      if (!response.headersSent) response.writeHead(502)
      response.end()
    })
})
// As long as nginx waits for the next request of a client.
server.keepAliveTimeout = 75_000
server.listen({ port, host: '127.0.0.1', backlog: 4096 })
