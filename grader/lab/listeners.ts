// Knows on which TCP ports given processes listen: from Linux's /proc, elsewhere from `lsof`. EDGE: reads /proc, runs lsof.
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs'
import { hasProc } from './process-table.ts'

export interface Listener {
  readonly port: number
  /** The address that it is bound to, such as `127.0.0.1`, `0.0.0.0` or `::`. */
  readonly host: string
  readonly pid: number
}

/** Of IPv4 and of IPv6. */
const TABLES = ['/proc/self/net/tcp', '/proc/self/net/tcp6']
// The kernel hands out a page at a time.
const CHUNK_BYTES = 4096

interface ListeningSocket {
  readonly port: number
  readonly host: string
  readonly inode: string
}

/** A socket that several of them hold is told once for each. Undefined where the system does not tell. */
export function listeners(pids: readonly number[]): Listener[] | undefined {
  if (!hasProc) return listenersByLsof(pids)
  return owners(pids, TABLES.flatMap(socketsIn))
}

/**
 * Which of `pids` hold a socket that listens on `port`. Undefined where the system does not tell. Who listens on an address of
 * IPv4 is asked for nothing else: before the kernel has seen that nobody listens by IPv6 it has looked at every connection.
 */
export function listenersOf(port: number, pids: readonly number[]): number[] | undefined {
  if (!hasProc)
    return [
      ...new Set(
        listenersByLsof(pids)
          ?.filter(each => each.port === port)
          .map(each => each.pid),
      ),
    ]
  for (const table of TABLES) {
    const sockets = socketsIn(table).filter(each => each.port === port)
    const found = owners(pids, sockets)
    if (found.length > 0) return [...new Set(found.map(each => each.pid))]
  }
  return []
}

/** May we see what files this process holds? Not those of other users, nor of programs that gave themselves other rights. */
export function areDescriptorsReadable(pid: number): boolean {
  try {
    readdirSync(`/proc/${pid}/fd`)
    return true
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

/** One line of /proc/net/tcp or tcp6, proc_pid_net(5). Undefined if it is not about a listening socket. */
export function parseSocketLine(line: string): ListeningSocket | undefined {
  const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/)
  // TCP_LISTEN of the kernel's tcp_states.h.
  if (state !== '0A' || inode === undefined) return undefined
  const [address = '', port = ''] = local.split(':')
  return { host: toHost(address), port: Number.parseInt(port, 16), inode }
}

/** What `lsof -Fpn` prints: `p` and the pid of a process, then `n` and the name of each of its sockets. */
export function parseLsof(output: string): Listener[] {
  const found: Listener[] = []
  let pid = 0
  for (const line of output.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1))
    const [, host, port] = /^n(.*):(\d+)$/.exec(line) ?? []
    if (host !== undefined) found.push({ pid, port: Number(port), host: host.replace(/^\[|\]$/g, '') })
  }
  return found
}

/**
 * The kernel lists all listening sockets before the first connection (tcp_seq_start). Thousands of connections may follow:
 * to make the kernel write them down takes far longer than all else here, so the reading ends where they begin.
 */
function socketsIn(path: string): ListeningSocket[] {
  const found: ListeningSocket[] = []
  let rest = ''
  for (const chunk of chunksOf(path)) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const socket = parseSocketLine(line)
      if (socket !== undefined) found.push(socket)
      else if (!isHeading(line)) return found
    }
  }
  return found
}

function isHeading(line: string): boolean {
  return line.includes('local_address')
}

function* chunksOf(path: string): Generator<string> {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    // A kernel without IPv6 has no tcp6.
    return
  }
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer))
      yield buffer.toString('latin1', 0, length)
  } finally {
    closeSync(file)
  }
}

function owners(pids: readonly number[], sockets: readonly ListeningSocket[]): Listener[] {
  const byLink = new Map(sockets.map(socket => [`socket:[${socket.inode}]`, socket]))
  if (byLink.size === 0) return []
  return pids.flatMap(pid =>
    linksOf(pid)
      .map(link => byLink.get(link))
      .filter(socket => socket !== undefined)
      .map(({ port, host }) => ({ port, host, pid })),
  )
}

function linksOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap(descriptor => linkOf(`/proc/${pid}/fd/${descriptor}`))
  } catch {
    return []
  }
}

function linkOf(path: string): string[] {
  try {
    return [readlinkSync(path)]
  } catch {
    // Closed between the listing and the reading.
    return []
  }
}

/** The kernel writes each 32-bit word of an address as a number of this machine: bytes from the last to the first. */
function toHost(hex: string): string {
  const words = hex.match(/.{8}/g) ?? []
  const bytes = words.flatMap(word => [...Buffer.from(word, 'hex')].reverse())
  if (bytes.length === 4) return bytes.join('.')
  const isIPv4 = bytes.slice(0, 10).every(byte => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff
  if (isIPv4) return bytes.slice(12).join('.')
  const groups = Buffer.from(bytes).toString('hex').match(/.{4}/g) ?? []
  // URL knows the short spelling of RFC 5952.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}

function listenersByLsof(pids: readonly number[]): Listener[] | undefined {
  if (pids.length === 0) return []
  const args = ['-nP', '-a', '-p', pids.join(','), '-iTCP', '-sTCP:LISTEN', '-Fpn']
  try {
    return parseLsof(
      execFileSync('lsof', args, { encoding: 'utf8', timeout: 2000, stdio: ['ignore', 'pipe', 'ignore'] }),
    )
  } catch (failure) {
    // Its way to say that there are none.
    return (failure as { status?: number }).status === 1 ? [] : undefined
  }
}
