// EDGE: opens sockets. Which ports of this machine lead into the VM, and whether they are free.
import { createServer } from 'node:net'
import type { Forward } from './hypervisor.ts'
import { VmError } from './vm-error.ts'

/** Never a door to the lab for the whole network. */
export const LOOPBACK = '127.0.0.1'
const SSH_PORTS = { first: 2222, last: 2322 }

/** A backend has the same port inside and outside: it says its port in its page. */
export function toForwards({
  ports,
  sshPort,
}: {
  readonly ports: readonly number[]
  readonly sshPort: number
}): Forward[] {
  return [
    { name: 'ssh', hostIp: LOOPBACK, hostPort: sshPort, guestPort: 22 },
    ...ports.map(port => ({ name: `backend-${port}`, hostIp: LOOPBACK, hostPort: port, guestPort: port })),
  ]
}

/** Rejects with VmError that names the first port that somebody has. */
export async function refuseTakenPorts(ports: readonly number[], what: string): Promise<void> {
  for (const port of ports) {
    const fault = await whyNotFree(port)
    if (fault === 'EACCES')
      throw new VmError(`port ${port} (${what}) is not allowed: choose one from 1024 up with --ports`)
    if (fault !== undefined)
      throw new VmError(
        `port ${port} on ${LOOPBACK} (${what}) is taken (${fault}): end the program that has it (npm run doctor names it), or make the VM with other ports: npm run vm -- create --ports 9101,9102,9103`,
      )
  }
}

export async function freeSshPort(): Promise<number> {
  for (let port = SSH_PORTS.first; port <= SSH_PORTS.last; port++) {
    if ((await whyNotFree(port)) === undefined) return port
  }
  throw new VmError(`no port from ${SSH_PORTS.first} to ${SSH_PORTS.last} is free for ssh: name one with --ssh-port`)
}

function whyNotFree(port: number): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const server = createServer()
  server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  server.listen({ port, host: LOOPBACK }, () => server.close(() => resolve(undefined)))
  return promise
}
