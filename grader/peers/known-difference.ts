// What is known of a peer that fails a check. Types only.

export interface KnownDifference {
  readonly peer: 'nginx' | 'haproxy' | 'caddy'
  /** Checks that fail for this one reason, at any stage at which they are made. */
  readonly checks: readonly string[]
  /** What the peer does, and by which rule a proxy of this course must not. */
  readonly reason: string
}
