// For launch.test.ts: no proxy, but a program with the manners of a stage. It accepts and closes connections; it says
// what flags it got, where it listens, and stops when asked.
import { createServer } from 'node:net'
import { parseArgs } from 'node:util'

const options = { port: { type: 'string' }, host: { type: 'string' }, conf: { type: 'string' } } as const
const { values } = parseArgs({ options: { ...options, strategy: { type: 'string' } } })
const port = Number(values.port)
const server = createServer(socket => socket.destroy())
server.on('error', () => {
  process.stderr.write(`port ${port} is in use\n`)
  process.exit(2)
})
server.listen(port, values.host, () => {
  const address = server.address()
  process.stderr.write(`strategy ${values.strategy}\n`)
  process.stderr.write(`conf ${values.conf}\n`)
  process.stderr.write(`listening on ${values.host}:${typeof address === 'object' ? address?.port : port}\n`)
})
process.on('SIGTERM', () => {
  process.stderr.write('stopping\n')
  server.close()
})
