// What answers late behind the backends of the scenario mix: each answer so many ms behind its request, on a timer, so that
// any number may wait at once. Arguments: port, ms. EDGE: a program of its own.

import { createServer } from 'node:http'

const [port, delayMs] = process.argv.slice(2).map(Number)
const body = 'x'.repeat(600)

const server = createServer((_request, response) => {
  setTimeout(() => response.writeHead(200, { 'Content-Length': body.length }).end(body), delayMs)
})
server.keepAliveTimeout = 600_000
server.listen({ port, host: '127.0.0.1', backlog: 4096 })
