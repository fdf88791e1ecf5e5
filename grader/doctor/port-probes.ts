// EDGE: opens sockets. Whether ports of this machine are free and reachable, and who has them.
import { once } from 'node:events'
import { connect, createServer, type Server } from 'node:net'
import { listeners } from '../lab/listeners.ts'
import { allProcesses } from '../lab/process-table.ts'
import type { PortFact } from './facts.ts'

const HOST = '127.0.0.1'
const PATIENCE_MS = 2000

export async function portFact(port: number): Promise<PortFact> {
  const server = await listen(port).catch(() => undefined)
  if (server === undefined) return { port, isFree: false, listener: listenerOn(port) }
  await close(server)
  return { port, isFree: true, listener: undefined }
}

/** Why a connection to 127.0.0.1 does not come about, else undefined. */
export async function loopbackFault(): Promise<string | undefined> {
  const server = await listen(0).catch((error: NodeJS.ErrnoException) => error)
  if (server instanceof Error) return server.code ?? server.message
  const address = server.address()
  const socket = connect({ port: typeof address === 'object' && address ? address.port : 0, host: HOST })
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(PATIENCE_MS) })
    return undefined
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException
    return name === 'AbortError' ? 'no answer' : (code ?? name)
  } finally {
    socket.destroy()
    await close(server)
  }
}

function listenerOn(port: number): string | undefined {
  const processes = allProcesses()
  const found = listeners([...processes.keys()])?.find(each => each.port === port)
  return found && `${processes.get(found.pid)?.name ?? 'a program'} (pid ${found.pid})`
}

async function listen(port: number): Promise<Server> {
  const server = createServer(socket => socket.destroy())
  server.listen(port, HOST)
  await once(server, 'listening')
  return server
}

async function close(server: Server): Promise<void> {
  server.close()
  await once(server, 'close')
}
