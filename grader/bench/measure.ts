// Knows the three ways to get a sample of one subject in one round, and when a sample is none.

import { measureIdle } from './idle.ts'
import type { Subject } from './lab.ts'
import { measureMix } from './mix.ts'
import type { Scenario } from './scenarios.ts'
import type { Sample } from './summary.ts'
import { measureWithWrk } from './wrk.ts'

export interface Load {
  readonly scenario: Scenario
  readonly clients: number
  readonly seconds: number
  /** Requests a second, where the scenario keeps to a rate. */
  readonly rate: number
  /** Cores for taskset; undefined: any. */
  readonly cores: string | undefined
  /** Draws the same values for every subject of a round. */
  readonly seed: number
}

export type Measured = Omit<Sample, 'round'>

/** Rejects with CannotGrade when the client fails or is stopped by `signal`, and when the subject does not live through it. */
export function measure(subject: Subject, load: Load, signal: AbortSignal): Promise<Measured> {
  switch (load.scenario.kind) {
    case 'wrk':
      return measureWithWrk(subject, load, signal)
    case 'mix':
      return measureMix(subject, load, signal)
    case 'idle':
      return measureIdle(subject, load, signal)
  }
}
