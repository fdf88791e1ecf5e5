// What a check is: a sentence that a student could argue with, what it takes to judge it, and the play that judges it.
import type { Lab } from './lab/lab.ts'
import type { WorldOptions } from './lab/world-options.ts'
import type { Level, StageNumber } from './result.ts'

export interface Check {
  /** `room.what-is-asked`, unique for ever: students' notes and instructors' lists name it. */
  readonly id: string
  /** The stage from which on it binds. */
  readonly stage: StageNumber
  /** The last stage that it binds; absent: all that follow. */
  readonly until?: StageNumber
  readonly title: string
  /** Default `must`. */
  readonly level?: Level
  /** Default 1; a `should` has none. */
  readonly points?: number
  /** Checks of the same or an earlier stage without which this one would say nothing new. */
  readonly needs?: readonly string[]
  readonly spec: string
  readonly why: string
  readonly hint: string
  /** Path of the lesson with its anchor, from the root of the project. */
  readonly lesson: string
  /** The conf and the backends under which the program is started. Default: three scripted backends. */
  readonly world?: WorldOptions
  /** How long the play may take on a quiet machine before the program counts as hanging; default 20 000. */
  readonly capMs?: number
  /** A line for the shell by which a student sees the same without the grader; `{port}` is the proxy's. */
  readonly byHand?: string
  /** Resolves: passed. Throws Failure or Undecided. What lasts longer than the cap has failed. */
  readonly run: (lab: Lab) => Promise<void>
}
