// A peer: the package http-proxy, set up as its README does, with kept connections to the backends, in turn.
// Arguments: port, ports of the backends. EDGE: a program of its own.

import { Agent, createServer } from 'node:http'
import httpProxy from 'http-proxy'

const [port, ...backends] = process.argv.slice(2).map(Number)
const agent = new Agent({ keepAlive: true, maxFreeSockets: 128 })
const proxy = httpProxy.createProxyServer({ agent })
let turn = 0

const server = createServer((request, response) => {
  turn = (turn + 1) % backends.length
  proxy.web(request, response, { target: `http://127.0.0.1:${backends[turn]}` }, () => {
    if (!response.headersSent) response.writeHead(502)
    response.end()
  })
})
// As long as nginx waits for the next request of a client.
server.keepAliveTimeout = 75_000
server.listen({ port, host: '127.0.0.1', backlog: 4096 })
