// For tests: a web server with a page and errors, that sends X-Request-ID back if it is asked to.
import { createServer, type Server } from 'node:http'

export interface PageServer extends AsyncDisposable {
  readonly port: number
}

export async function pageServer(port: number, keepsRequestId = true): Promise<PageServer> {
  const server: Server = createServer((request, response) => {
    if (keepsRequestId) response.setHeader('x-request-id', request.headers['x-request-id'] ?? '')
    response.setHeader('server', 'page-server')
    response.statusCode = request.url === '/' ? 200 : 404
    response.end()
  })
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
