// Socket code: knows how to find ports that nobody uses.

import { type AddressInfo, createServer, type Server } from 'node:net'

/** So many different ports of 127.0.0.1, all free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  // All are held before the first is given back: one after the other, the same port could come twice.
  const servers = await Promise.all(Array.from({ length: count }, listen))
  const ports = servers.map(server => (server.address() as AddressInfo).port)
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))))
  return ports
}

function listen(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}
