// Knows how to let wrk load one subject once, and what that cost the subject.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { parseWrkOutput } from '../load/wrk-output.ts'
import { findProgram } from '../peers/find-program.ts'
import { CannotMeasure } from './cannot-measure.ts'
import { cpuMicrosOfTree } from './cpu-time.ts'
import { pinning } from './placement.ts'
import type { Scenario } from './scenarios.ts'
import type { Subject } from './subjects.ts'
import type { Sample } from './summary.ts'

export interface Load {
  readonly clients: number
  readonly seconds: number
  readonly scenario: Scenario
  /** Cores for taskset; undefined: any. */
  readonly cores: string | undefined
}

// Longer than any sane answer: wrk counts what exceeds it as errors, and a stalled subject should show up as such.
const timeoutSeconds = 5

/** Rejects with CannotMeasure when wrk fails or is stopped by `signal`, and when the subject does not live through it. */
export async function measure(subject: Subject, load: Load, signal: AbortSignal): Promise<Omit<Sample, 'round'>> {
  const cpuBefore = cpuMicrosOfTree(subject.pid)
  const output = await runWrk(subject, load, signal)
  const cpuAfter = cpuMicrosOfTree(subject.pid)
  subject.demandAlive()
  const { requests, requestsPerSecond, latencyMs, errors: kinds } = parseWrkOutput(output)
  const isCpuKnown = cpuBefore !== undefined && cpuAfter !== undefined && requests > 0
  const cpuMicrosPerRequest = isCpuKnown ? (cpuAfter - cpuBefore) / requests : null
  const { p50: p50Ms, p99: p99Ms } = load.scenario.tellsLatency ? latencyMs : { p50: null, p99: null }
  const errors = kinds.connect + kinds.cut + kinds.timeout + kinds.status
  return { subject: subject.name, requests, requestsPerSecond, cpuMicrosPerRequest, p50Ms, p99Ms, errors }
}

async function runWrk(
  subject: Subject,
  { clients, seconds, scenario, cores }: Load,
  signal: AbortSignal,
): Promise<string> {
  const wrk = [findProgram('wrk') ?? 'wrk', '--threads', '1', '--connections', String(clients)]
  const how = ['--duration', `${seconds}s`, '--timeout', `${timeoutSeconds}s`, '--latency', ...scenario.wrkArgs]
  const [command = '', ...args] = [
    ...pinning(cores),
    ...wrk,
    ...how,
    `http://127.0.0.1:${subject.port}${scenario.path}`,
  ]
  try {
    return (await promisify(execFile)(command, args, { signal })).stdout
  } catch (error) {
    // A subject that has died is the better explanation.
    subject.demandAlive()
    const { stderr = '', message } = error as Error & { stderr?: string }
    throw new CannotMeasure(`wrk failed: ${stderr.trim() || message}`)
  }
}
