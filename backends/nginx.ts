// Backends that are real nginx processes, one per port so that each can die and come back alone, in a private folder
// and without root. Puts together the prefix, the processes and their end; how each works is in the files beside.
import { rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { atTheEnd } from './last-resort.ts'
import { makeNginxHome, makePrefix } from './nginx-prefix.ts'
import { type NginxProcess, startNginxProcess } from './nginx-process.ts'
import { findNginx, nginxMissing } from './nginx-program.ts'
import { freePort } from './port.ts'
import type { RunningBackends } from './running-backends.ts'

export interface NginxOptions {
  /** Requests per connection before nginx closes it; default: nginx's own (1000). */
  readonly keepaliveRequests?: number
  /** Path of the program; default: the installed one. */
  readonly program?: string | undefined
}

const HOST = '127.0.0.1'

/**
 * One nginx per port; 0 lets the system choose. Resolves when all accept connections. Rejects with BackendError if
 * nginx is not installed, a port is in use or nginx does not start; then nothing is left running or on disk.
 */
export async function startNginx(ports: readonly number[], options: NginxOptions = {}): Promise<RunningBackends> {
  const program = options.program ?? findNginx()
  if (program === undefined) throw nginxMissing()

  const running = new Map<number, NginxProcess>()
  const home = await makeNginxHome()
  const forget = atTheEnd(() => {
    for (const nginx of running.values()) nginx.kill()
    rmSync(home, { recursive: true, force: true })
  })

  const start = async (port: number) => {
    if (running.has(port)) return
    // nginx itself would try a taken port for seconds, and whoever has it would meanwhile look like our backend.
    await freePort(port, HOST)
    const prefix = await makePrefix(home, { address: HOST, port, keepaliveRequests: options.keepaliveRequests })
    running.set(port, await startNginxProcess(program, prefix, HOST, port))
  }
  const stop = async (port: number) => {
    const nginx = running.get(port)
    running.delete(port)
    await nginx?.stop()
  }
  const close = async () => {
    await Promise.all([...running.keys()].map(stop))
    await rm(home, { recursive: true, force: true })
    forget()
  }

  const realPorts: number[] = []
  try {
    for (const port of ports) {
      const realPort = await freePort(port, HOST)
      await start(realPort)
      realPorts.push(realPort)
    }
  } catch (failure) {
    await close()
    throw failure
  }
  return { kind: 'nginx', ports: realPorts, stop, start, close, [Symbol.asyncDispose]: close }
}
