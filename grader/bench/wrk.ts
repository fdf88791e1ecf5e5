// Knows how to let wrk load one subject once, and what that cost the subject. EDGE: starts wrk.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { parseWrkOutput } from '../load/wrk-output.ts'
import { findProgram } from '../peers/find-program.ts'
import { CannotGrade } from '../verdict.ts'
import { demandAlive, startMeter } from './cost.ts'
import type { Subject } from './lab.ts'
import type { Load, Measured } from './measure.ts'
import { pinning } from './placement.ts'

// Longer than any sane answer: wrk counts what exceeds it as errors, and a stalled subject should show up as such.
const timeoutSeconds = 5

const untold = { p50: null, p90: null, p99: null, max: null }

export async function measureWithWrk(subject: Subject, load: Load, signal: AbortSignal): Promise<Measured> {
  const readMeter = startMeter(subject)
  const output = await runWrk(subject, load, signal)
  const { requests, requestsPerSecond, latencyMs, errors: kinds } = parseWrkOutput(output)
  const { p50, p90, p99, max } = load.scenario.tellsLatency ? latencyMs : untold
  return {
    subject: subject.name,
    requests,
    requestsPerSecond,
    ...readMeter(requests),
    p50Ms: p50,
    p90Ms: p90,
    p99Ms: p99,
    maxMs: max,
    errors: kinds.connect + kinds.cut + kinds.timeout + kinds.status,
  }
}

async function runWrk(
  { name, program }: Subject,
  { clients, seconds, scenario, cores }: Load,
  signal: AbortSignal,
): Promise<string> {
  const wrk = [findProgram('wrk') ?? 'wrk', '--threads', '1', '--connections', String(clients)]
  const how = ['--duration', `${seconds}s`, '--timeout', `${timeoutSeconds}s`, '--latency', ...scenario.wrkArgs]
  const url = `http://127.0.0.1:${program.port}${scenario.path}`
  const [command = '', ...args] = [...pinning(cores), ...wrk, ...how, url]
  try {
    return (await promisify(execFile)(command, args, { signal })).stdout
  } catch (error) {
    // A subject that has died is the better explanation.
    demandAlive(name, program)
    const { stderr = '', message } = error as Error & { stderr?: string }
    throw new CannotGrade(`wrk failed: ${stderr.trim() || message}`)
  }
}
