// Knows which TCP port a program may be given. EDGE: opens sockets, draws at random, reads /proc.
import { createServer } from 'node:net'
import { MachineFault, toMachineFault } from '../verdict.ts'
import { readProc } from './process-table.ts'

const FIRST_PORT = 20_000
const LAST_PORT = 29_999
// What Linux does if nobody told it otherwise. macOS begins at 49152.
const DEFAULT_EPHEMERAL: PortRange = [32_768, 60_999]
// So many ports taken in a row means that something else is wrong: no such address, no right to bind.
const MAX_TRIES = 200

type PortRange = readonly [first: number, last: number]

let unused: number[] = []

/**
 * A port that nobody has now on `host`, and that the system gives to no outgoing connection. The same number comes again
 * only when all others have been given. Rejects with MachineFault if there is none.
 */
export async function freePort(host: string): Promise<number> {
  let failure: NodeJS.ErrnoException | undefined
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (unused.length === 0) unused = shuffled(candidates(ephemeralRange()))
    const port = unused.pop()
    if (port === undefined) break
    const fault = await bindFault(port, host)
    if (fault === undefined) return port
    failure = fault
    const ofMachine = toMachineFault(fault)
    if (ofMachine !== undefined) throw ofMachine
    if (fault.code === 'EADDRNOTAVAIL' || fault.code === 'EINVAL') break
  }
  const remedy = failure?.code === 'EADDRINUSE' ? 'end what has them' : 'is that an address of this machine?'
  throw new MachineFault(
    `no port from ${FIRST_PORT} to ${LAST_PORT} of ${host} can be listened on (${failure?.code}); ${remedy}`,
  )
}

/** The ports to choose from: those of ours that lie outside the range, or all of them if that leaves none. */
export function candidates([first, last]: PortRange): number[] {
  const ours = Array.from({ length: LAST_PORT - FIRST_PORT + 1 }, (_, index) => FIRST_PORT + index)
  const outside = ours.filter(port => port < first || port > last)
  return outside.length > 0 ? outside : ours
}

function ephemeralRange(): PortRange {
  const [first, last] = (readProc('sys/net/ipv4/ip_local_port_range') ?? '').trim().split(/\s+/).map(Number)
  return first && last ? [first, last] : DEFAULT_EPHEMERAL
}

/** Fisher and Yates. Graders that run side by side must not go through the ports in the same order. */
function shuffled(ports: number[]): number[] {
  for (let last = ports.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1))
    const [a, b] = [ports[last], ports[other]]
    if (a === undefined || b === undefined) break
    ports[last] = b
    ports[other] = a
  }
  return ports
}

function bindFault(port: number, host: string): Promise<NodeJS.ErrnoException | undefined> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.ErrnoException | undefined>()
  const server = createServer()
  server.once('error', resolve)
  server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)))
  return promise
}
