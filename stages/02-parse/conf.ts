// The conf file: JSON that people write, checked whole before anything listens.
// All keys of all stages stand here, because one file serves the whole staircase; a stage heeds those that it needs.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { Refusal } from '../01-echo/refusal.ts'

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
const milliseconds = z
  .int()
  .min(1)
  .max(2 ** 31 - 1)
const bytes = z.int().min(1)

const CONF = z.strictObject({
  backend_servers: z
    .array(
      z.strictObject({
        ip: z.string().regex(/^[A-Za-z0-9.:_-]+$/, 'expected an address or a host name'),
        port: z.int().min(1).max(65535),
        weight: z.int().min(1).max(1000).optional(),
      }),
    )
    .min(1),
  strategy: z.enum(['round-robin', 'least-connections']).default('round-robin'),
  timeouts: z
    .strictObject({
      connect_ms: milliseconds.default(1000),
      request_ms: milliseconds.default(10_000),
      response_ms: milliseconds.default(30_000),
      idle_ms: milliseconds.default(60_000),
    })
    .prefault({}),
  limits: z
    .strictObject({
      head_bytes: bytes.default(16_384),
      target_bytes: bytes.default(8192),
      body_bytes: bytes.default(2 ** 30),
    })
    .prefault({}),
  health: z
    .strictObject({
      fail_after: z.int().min(1).default(3),
      rest_ms: milliseconds.default(2000),
      path: z
        .string()
        .regex(/^\/[!-~]*$/, 'expected a path that begins with /')
        .optional(),
      interval_ms: milliseconds.default(1000),
    })
    .prefault({}),
})

/**
 * @param file path of the conf; the course's own where none is named
 * @throws Refusal, one line that names the file, the place and the fault
 */
export function readConf(file: string = DEFAULT_CONF): Conf {
  const { success, data, error } = CONF.safeParse(readJson(file))
  if (!success) throw new Refusal(`${file}: ${tellIssue(error)}`)
  const { timeouts, limits, health } = data
  return {
    backends: data.backend_servers,
    strategy: data.strategy,
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

function readJson(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (error as Error).message
    throw new Refusal(`${file}: cannot read the conf: ${why}`)
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new Refusal(`${file}: not JSON: ${(error as Error).message.replace(/\s+/g, ' ')}`)
  }
}

/** The first thing that is wrong, with its place: `backend_servers[1].port: expected …`. */
function tellIssue(error: z.ZodError): string {
  const [issue] = error.issues
  if (issue === undefined) return 'malformed'
  const place = issue.path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text && '.'}${String(key)}`),
    '',
  )
  // A key of the file may stand in the message, and may hold anything.
  return `${place || 'the conf'}: ${issue.message.replace(/\s+/g, ' ')}`
}
