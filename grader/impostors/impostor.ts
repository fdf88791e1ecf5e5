// An impostor is a program that is wrong on purpose, or in spite of its looks is not: it proves that a check can fail, and
// that it does not fail whom it should not. Types only.
import type { StageNumber } from '../result.ts'

interface Described {
  /** Unique for ever: `--subject impostor:NAME`. */
  readonly name: string
  /** The stage at which the mistake shows. Earlier stages are the unchanged reference; later ones are not claimed. */
  readonly stage: StageNumber
  /** What it does wrong, as a predicate: `waits for the body of an answer to HEAD`. */
  readonly sentence: string
  /** Ids of all checks that fail it, in one run of three at the latest; those that are skipped in consequence are not named. */
  readonly fails: readonly string[]
  /** Ids of those that may fail it besides, and need not: a race decides, such as who happens to be served by a program that dies. */
  readonly mayFail?: readonly string[]
  /** True: unlike the reference and yet right; `fails` is empty. */
  readonly lawful?: true
}

/** One place of one file. `find` stands there exactly once. */
export interface Change {
  /** From the root, with slashes: `stages/03-forward/forwarding.ts`. */
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** The reference with a small change. */
export interface PatchedReference extends Described {
  readonly changes: readonly [Change, ...Change[]]
}

/** A program of its own. */
export interface WholeProgram extends Described {
  /**
   * Program and arguments with {port}, {host}, {conf}; started in the root. `node` is the Node that runs the grader.
   */
  readonly program: readonly [string, ...string[]]
}

export type Impostor = PatchedReference | WholeProgram
