// What makes the load: wrk where it is installed, else autocannon, which npm brings.
import { findProgram } from '../peers/find-program.ts'
import type { LoadErrors, LoadRound } from '../result.ts'
import { autocannonGenerator } from './autocannon.ts'
import { wrkGenerator } from './wrk.ts'

export interface LoadPlan {
  /** `http://127.0.0.1:8001/` */
  readonly url: string
  readonly clients: number
  /** wrk knows whole seconds only. */
  readonly seconds: number
  /** Each connection serves one exchange: stage 3. */
  readonly closes: boolean
  readonly signal?: AbortSignal | undefined
}

export interface Measured extends Pick<LoadRound, 'requestsPerSecond' | 'latencyMs'> {
  readonly errors: Omit<LoadErrors, 'wrongAnswers'>
}

export interface Generator {
  /** With its version: `wrk 4.1.0`. */
  readonly name: string
  /** Does a cut connection prove a fault? Not with one that sends on though it was told `Connection: close`. */
  readonly provesCuts: boolean
  /** Rejects with Undecided where it fails itself; whoever is measured can only be slow or wrong. */
  run(plan: LoadPlan): Promise<Measured>
}

/** @param wrk its file; absent: looked for */
export function findGenerator(wrk = findProgram('wrk')): Generator {
  return wrk === undefined ? autocannonGenerator() : wrkGenerator(wrk)
}
