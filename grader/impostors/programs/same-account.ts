// Wrong on purpose: whatever a client sends, it gets the same account of a request that nobody made.
// Usage: node same-account.ts HOST PORT
import { createServer } from 'node:net'

const [host = '127.0.0.1', port = '9000'] = process.argv.slice(2)
const account = JSON.stringify({
  method: 'GET',
  target: '/',
  path: '/',
  query: null,
  host: 'localhost',
  version: 'HTTP/1.1',
  headers: [['Host', 'localhost']],
  body_bytes: 0,
  backend_servers: [],
})
const answer = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${account.length}\r\nConnection: close\r\n\r\n${account}`

const server = createServer(socket => {
  socket.on('error', () => socket.destroy())
  socket.once('data', () => socket.end(answer))
})
server.listen(Number(port), host)
process.on('SIGTERM', () => process.exit(0))
