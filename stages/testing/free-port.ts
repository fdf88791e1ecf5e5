// Socket code: knows how to find a port on which nobody listens, for backends that must refuse.

import { type AddressInfo, createServer } from 'node:net'

/** A port of 127.0.0.1 that was free a moment ago. The kernel hands ports out in turn, so it stays free for a while. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
