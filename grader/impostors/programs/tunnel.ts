// Wrong on purpose: bytes to the first backend and back, without a look at them.
// Usage: node tunnel.ts HOST PORT CONF
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'

const [host = '127.0.0.1', port = '9000', conf = 'servers.conf'] = process.argv.slice(2)
const [backend] = JSON.parse(readFileSync(conf, 'utf8')).backend_servers

const server = createServer({ allowHalfOpen: true }, client => {
  const way = connect({ host: backend.ip, port: backend.port, allowHalfOpen: true })
  client.on('error', () => way.destroy())
  way.on('error', () => client.destroy())
  client.pipe(way).pipe(client)
})
server.listen(Number(port), host)
process.on('SIGTERM', () => process.exit(0))
