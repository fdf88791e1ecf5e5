// Starts the web servers of the scene `site`. EDGE: starts programs, reads a conf file.
import { readFile } from 'node:fs/promises'
import { startEmbedded } from '../../backends/embedded.ts'
import { startNginx } from '../../backends/nginx.ts'
import { findNginx } from '../../backends/nginx-program.ts'
import { BackendError, type RunningBackends } from '../../backends/running-backends.ts'
import { CannotGrade, Undecided } from '../verdict.ts'
import type { Site } from './site.ts'

export interface SiteKind {
  /** As the report says it. */
  readonly name: string
  readonly start: (count: number) => Promise<Site>
}

/**
 * `embedded`, `nginx`, or a conf file whose backends are used as they are; undefined: nginx where it is installed, else embedded.
 * Throws CannotGrade with one line.
 */
export async function toSiteKind(argument: string | undefined): Promise<SiteKind> {
  switch (argument ?? (findNginx() ? 'nginx' : 'embedded')) {
    case 'embedded':
      return { name: 'embedded', start: count => startOwn('embedded', () => startEmbedded(zeros(count))) }
    case 'nginx':
      if (findNginx() === undefined)
        throw new CannotGrade(
          '--backends nginx: nginx is not installed (apt install nginx); --backends embedded needs nothing',
        )
      return { name: 'nginx', start: count => startOwn('nginx', () => startNginx(zeros(count))) }
    default:
      return await fromConf(String(argument))
  }
}

async function startOwn(name: string, start: () => Promise<RunningBackends>): Promise<Site> {
  try {
    const backends = await start()
    return {
      name,
      isNginx: backends.kind === 'nginx',
      addresses: backends.ports.map(port => ({ ip: '127.0.0.1', port })),
      stopOne: port => backends.stop(port),
      startOne: port => backends.start(port),
      close: () => backends.close(),
    }
  } catch (error) {
    if (error instanceof BackendError) throw new Undecided(`the backends did not start: ${error.message}`)
    throw error
  }
}

async function fromConf(file: string): Promise<SiteKind> {
  const addresses = readAddresses(file, await readText(file))
  const site: Site = {
    name: file,
    isNginx: true,
    addresses,
    stopOne: undefined,
    startOne: undefined,
    close: async () => {},
  }
  return { name: file, start: async count => ({ ...site, addresses: addresses.slice(0, count) }) }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message
    throw new CannotGrade(
      `--backends ${file}: ${why}; it is embedded, nginx, vm, or a conf file such as conf/servers.conf`,
    )
  }
}

function readAddresses(file: string, text: string): { ip: string; port: number }[] {
  try {
    const { backend_servers } = JSON.parse(text)
    const addresses = backend_servers.map(({ ip, port }: { ip: unknown; port: unknown }) => ({
      ip: String(ip),
      port: Number(port),
    }))
    if (addresses.length > 0) return addresses
  } catch {
    // Falls through: whatever is wrong with it, the remedy is the same.
  }
  throw new CannotGrade(`--backends ${file}: not a conf file; it needs "backend_servers": [{ "ip": …, "port": … }]`)
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0)
}
