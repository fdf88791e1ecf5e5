// An impostor: takes each chunk of octets for a request, cuts it at its first empty line, and relays what comes back raw.
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'

const [host, port, conf] = process.argv.slice(2)
const { backend_servers: backends } = JSON.parse(readFileSync(String(conf), 'utf8'))
let turn = 0

createServer(client => {
  client.on('error', () => client.destroy())
  client.on('data', chunk => {
    const [head = '', body = ''] = chunk.toString('latin1').split('\r\n\r\n')
    const { ip, port } = backends[turn++ % backends.length]
    const backend = connect(port, ip, () => backend.write(`${head}\r\n\r\n${body}`, 'latin1'))
    backend.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
    backend.on('data', answer => client.write(answer))
    backend.on('end', () => client.end())
  })
}).listen(Number(port), host)
