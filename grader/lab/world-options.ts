// What a check may choose about the world around the program. Two checks that choose the same may share a running
// program. Types only.

export interface WorldOptions {
  /** How many scripted backends stand in the conf; default 3. */
  readonly backends?: number
  /** These members of the conf file, CONTRACT "The conf file". */
  readonly strategy?: 'round-robin' | 'least-connections'
  readonly weights?: readonly number[]
  readonly timeouts?: Readonly<
    Partial<Record<'connect_ms' | 'request_ms' | 'response_ms' | 'idle_ms', number>>
  >
  readonly limits?: Readonly<Partial<Record<'head_bytes' | 'target_bytes' | 'body_bytes', number>>>
  readonly health?: Readonly<{ fail_after?: number; rest_ms?: number; path?: string; interval_ms?: number }>
  /** The program was started for this check alone and is stopped behind it: whatever it suffered hurts no other check. */
  readonly own?: boolean
  /** Written instead of the conf, for checks of faulty conf files. The program is then not waited for. */
  readonly confText?: string
  /** `site`: real web servers (nginx, or embedded ones with the same pages) instead of scripted backends. */
  readonly scene?: 'scripted' | 'site'
}
