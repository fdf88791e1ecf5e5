// What a check may choose about the world around the program. Two checks that choose the same may share a running
// program.

export interface WorldOptions {
  /** How many backends stand in the conf; default 3. */
  readonly backends?: number
  /** Of each backend, in the order of the conf. */
  readonly weights?: readonly number[]
  /** These members of the conf file, CONTRACT "The conf file". */
  readonly strategy?: 'round-robin' | 'least-connections'
  readonly timeouts?: Readonly<Partial<Record<'connect_ms' | 'request_ms' | 'response_ms' | 'idle_ms', number>>>
  readonly limits?: Readonly<Partial<Record<'head_bytes' | 'target_bytes' | 'body_bytes', number>>>
  readonly health?: Readonly<{ fail_after?: number; rest_ms?: number; path?: string; interval_ms?: number }>
  /** The program was started for this check alone and is stopped behind it: whatever it suffered hurts no other check. */
  readonly own?: boolean
  /** `site`: web servers with pages (nginx, or embedded ones) instead of scripted backends. Default `scripted`. */
  readonly scene?: 'scripted' | 'site'
  /** Of the scene `site`: behind so many answers the web servers close a connection, where they are the lab's; default 1000. */
  readonly keepaliveRequests?: number
}

// Asked for each check that is still to be made, whenever one is done.
const KEYS = new WeakMap<WorldOptions, string>()

/** The same text for worlds that are the same. */
export function toWorldKey(options: WorldOptions): string {
  const known = KEYS.get(options)
  if (known !== undefined) return known
  const { own: _, ...rest } = options
  const key = JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)))
  KEYS.set(options, key)
  return key
}

/**
 * From stage 5 on a backend that fails again and again rests. For checks that have backends fail on purpose and are not about that:
 * so that what one of them does to a backend is not felt by the next.
 */
export const NEVER_RESTS = { fail_after: 100_000, rest_ms: 100 } as const

/** What a check gets that asks for nothing. */
export const USUAL_WORLD: WorldOptions = {}
