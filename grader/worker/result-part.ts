// A result grows with every check, and of a program that fails much it has tens of megabytes: what goes from one process to
// another is each time only what has come to it.
import type { CheckResult, GradeResult } from '../result.ts'

export interface ResultPart {
  /** Without its checks. */
  readonly frame: Omit<GradeResult, 'checks'>
  /** Checks that were not told before, in order, and where each stands among all that have been told by then. */
  readonly made: readonly { readonly at: number; readonly check: CheckResult }[]
}

/** For whoever has the whole result. A check that was told once does not change, and checks keep their order. */
export class PartsOfResult {
  readonly #told = new Set<CheckResult>()

  next({ checks, ...frame }: GradeResult): ResultPart {
    const made = checks.map((check, at) => ({ at, check })).filter(({ check }) => !this.#told.has(check))
    for (const { check } of made) this.#told.add(check)
    return { frame, made }
  }
}

/** For whoever is told. */
export class ResultOfParts {
  readonly #checks: CheckResult[] = []

  add({ frame, made }: ResultPart): GradeResult {
    for (const { at, check } of made) this.#checks.splice(at, 0, check)
    return { ...frame, checks: [...this.#checks] }
  }
}
