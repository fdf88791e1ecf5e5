// The conf file: JSON that people write, checked whole before anything listens.
// All keys of all stages stand here, because one file serves the whole staircase; a stage heeds those that it needs.

import { readFileSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { Refusal } from '../01-echo/refusal.ts'
import { expected, integer, matching, strictObject, tellIssue } from './shape.ts'

export interface BackendAddress {
  /** An IPv4 or IPv6 address or a host name. */
  readonly ip: string
  readonly port: number
  /** Its share beside the others; 1 where the conf says nothing. */
  readonly weight?: number | undefined
}

export interface Conf {
  readonly backends: readonly BackendAddress[]
  readonly strategy: 'round-robin' | 'least-connections'
  readonly timeouts: {
    readonly connectMs: number
    /** For a whole request, from its first octet. */
    readonly requestMs: number
    /** To the head of a response, and between pieces of its body. */
    readonly responseMs: number
    /** Of a connection between requests. */
    readonly idleMs: number
  }
  readonly limits: { readonly headBytes: number; readonly targetBytes: number; readonly bodyBytes: number }
  readonly health: {
    readonly failAfter: number
    readonly restMs: number
    /** What to ask a backend for to see whether it is well; nothing is asked where the conf names none. */
    readonly path: string | undefined
    readonly intervalMs: number
  }
}

/** The course's own: three backends on this machine. */
export const DEFAULT_CONF = fileURLToPath(new URL('../../conf/servers.conf', import.meta.url))

// setTimeout holds no longer time: 24 days.
const milliseconds = integer(1, 2 ** 31 - 1)
const bytes = integer(1)

const CONF = strictObject({
  backend_servers: v.pipe(
    v.array(
      strictObject({
        ip: v.pipe(
          matching(/^[A-Za-z0-9.:_-]+$/, 'an address or a host name'),
          v.check(text => !text.includes(':') || isIPv6(text), 'a port stands in "port", and not behind the address'),
        ),
        port: integer(1, 65535),
        weight: v.optional(integer(1, 1000)),
      }),
      expected('an array of backends'),
    ),
    v.minLength(1, 'expected at least one backend'),
  ),
  strategy: v.optional(
    v.picklist(['round-robin', 'least-connections'], expected('"round-robin" or "least-connections"')),
    'round-robin',
  ),
  timeouts: v.optional(
    strictObject({
      connect_ms: v.optional(milliseconds, 1000),
      request_ms: v.optional(milliseconds, 10_000),
      response_ms: v.optional(milliseconds, 30_000),
      idle_ms: v.optional(milliseconds, 60_000),
    }),
    {},
  ),
  limits: v.optional(
    strictObject({
      head_bytes: v.optional(bytes, 16_384),
      target_bytes: v.optional(bytes, 8192),
      body_bytes: v.optional(bytes, 2 ** 30),
    }),
    {},
  ),
  health: v.optional(
    strictObject({
      fail_after: v.optional(integer(1), 3),
      rest_ms: v.optional(milliseconds, 2000),
      path: v.optional(matching(/^\/[!-~]*$/, 'a path that begins with /')),
      interval_ms: v.optional(milliseconds, 1000),
    }),
    {},
  ),
})

/**
 * @param file path of the conf; the course's own where none is named
 * @throws Refusal, one line that names the file, the place and the fault
 */
export function readConf(file: string = DEFAULT_CONF): Conf {
  const { success, output, issues } = v.safeParse(CONF, readJson(file))
  if (!success) throw new Refusal(`${file}: ${tellIssue(issues, 'the conf')}`)
  const { backend_servers, strategy, timeouts, limits, health } = output
  return {
    backends: backend_servers,
    strategy,
    timeouts: {
      connectMs: timeouts.connect_ms,
      requestMs: timeouts.request_ms,
      responseMs: timeouts.response_ms,
      idleMs: timeouts.idle_ms,
    },
    limits: { headBytes: limits.head_bytes, targetBytes: limits.target_bytes, bodyBytes: limits.body_bytes },
    health: {
      failAfter: health.fail_after,
      restMs: health.rest_ms,
      path: health.path,
      intervalMs: health.interval_ms,
    },
  }
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'is a folder; name the conf file',
  ENOTDIR: 'there is a file where a folder should be; name the conf file',
  EACCES: 'it may not be read; change its rights, or name another',
  ELOOP: 'a symbolic link leads to itself; name the conf file',
  ENAMETOOLONG: 'its name is too long for this system; name another',
}

function readJson(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    const why = UNREADABLE[code] ?? message
    throw new Refusal(`${file}: cannot read the conf: ${why}`)
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new Refusal(
      `${file}: not JSON: ${(error as Error).message.replace(/\s+/g, ' ').replace(/\p{C}/gu, '\uFFFD')}`,
    )
  }
}
