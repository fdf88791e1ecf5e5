// How submissions are contained in a run, as plain data: whoever decides it hands it to the process that grades. Types only.
import type { Limits } from './limits.ts'

/** `none`: as whoever grades, with limits where prlimit(1) is. */
export type SandboxPlan = NoSandbox | BwrapSandbox

export interface NoSandbox {
  readonly kind: 'none'
  /** As reports say it: what holds, and why no more. */
  readonly words: string
  readonly limits: Limits
  /** Path of prlimit(1), null where there is none. */
  readonly prlimit: string | null
}

export interface BwrapSandbox {
  readonly kind: 'bwrap'
  readonly words: string
  readonly limits: Limits
  readonly prlimit: string
  /** Path of bwrap(1). */
  readonly bwrap: string
  /**
   * Where root grades: the user that the program becomes, and setpriv(1), which makes it so. The kernel limits root's
   * processes in nothing. Null: it stays whoever grades, in a user namespace of its own.
   */
  readonly becomes: { readonly uid: number; readonly setpriv: string } | null
  /** Arguments of bwrap that show the system, read-only. */
  readonly system: readonly string[]
  /** What every program may read beside it: Node and its packages. */
  readonly reads: readonly string[]
  readonly path: string
}
