// The web servers that a conf file names and somebody else runs, such as those of `npm run backends`. They are asked once
// before any check is made: that they are away must never look like a fault of the program. EDGE: reads a file, opens sockets.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { request } from 'undici'
import { CannotGrade } from '../verdict.ts'
import { KEEPALIVE_REQUESTS, type Site, toOrigin } from './site.ts'

type Address = Site['addresses'][number]

const ANSWER_MS = 3000

/** Rejects with CannotGrade, one line that names the file, the place and the remedy. */
export async function siteOfConf(file: string): Promise<Site> {
  const addresses = readAddresses(file, await readText(file))
  return siteOfAddresses(file, addresses, {
    ...{ flag: `--backends ${file}`, start: 'npm run backends starts those of conf/servers.conf' },
    site: 'npm run backends -- --kind nginx serves it',
  })
}

/** What is said when they are not as they should be: after which flag, and the remedies. */
export interface Complaints {
  readonly flag: string
  readonly start: string
  readonly site: string
}

/** Web servers that somebody else runs. Rejects with CannotGrade where one of them does not answer as the course's site. */
export async function siteOfAddresses(name: string, addresses: readonly Address[], words: Complaints): Promise<Site> {
  const servers = await Promise.all(addresses.map(address => serverOf(address, words)))
  return {
    name,
    isNginx: servers.every(server => server.startsWith('nginx')),
    keepaliveRequests: KEEPALIVE_REQUESTS,
    addresses,
    stopOne: undefined,
    startOne: undefined,
    close: async () => {},
  }
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'that is a folder',
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    const why = UNREADABLE[code] ?? message
    throw new CannotGrade(`--backends ${file}: ${why}; it is embedded, nginx, or a conf file such as conf/servers.conf`)
  }
}

function readAddresses(file: string, text: string): Address[] {
  const backends = toJson(file, text)?.backend_servers
  if (!Array.isArray(backends) || backends.length === 0)
    throw new CannotGrade(
      `--backends ${file}: it names no backend; it needs "backend_servers": [{ "ip": "127.0.0.1", "port": 8001 }]`,
    )
  return backends.map((backend, index) => toAddress(file, backend, index))
}

function toJson(file: string, text: string): { readonly backend_servers?: unknown } | null {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new CannotGrade(
      `--backends ${file}: not JSON (${(error as Error).message}); conf/servers.conf shows the form`,
    )
  }
}

function toAddress(file: string, backend: unknown, index: number): Address {
  const { ip, port } = (backend ?? {}) as Record<string, unknown>
  if (typeof ip === 'string' && ip !== '' && Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536)
    return { ip, port: Number(port) }
  throw new CannotGrade(
    `--backends ${file}: backend_servers[${index}] is ${JSON.stringify(backend)}; it needs an "ip" and a "port" from 1 to 65535`,
  )
}

/** What it calls itself: its field `Server`. */
async function serverOf(address: Address, { flag, start, site }: Complaints): Promise<string> {
  const path = `/nonce/${randomUUID()}`
  const origin = toOrigin(address)
  const asked = request(`${origin}${path}`, {
    reset: true,
    headersTimeout: ANSWER_MS,
    signal: AbortSignal.timeout(ANSWER_MS),
  })
  const answer = await asked.catch((error: NodeJS.ErrnoException) => {
    throw new CannotGrade(
      `${flag}: nobody answers on ${address.ip}:${address.port} (${error.code ?? error.message}); ${start}`,
    )
  })
  const body = await answer.body.text()
  if (answer.statusCode === 200 && body === `${path}\n`) return String(answer.headers.server ?? '')
  throw new CannotGrade(
    `${flag}: ${origin} answers, but not as the site of conf/nginx/site.conf: GET ${path} got ${answer.statusCode}; ${site}`,
  )
}
