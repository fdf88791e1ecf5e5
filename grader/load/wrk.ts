// Knows how to let wrk make a load. EDGE: starts processes.
import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { Undecided } from '../verdict.ts'
import type { Generator, LoadPlan, Measured } from './generator.ts'
import { parseWrkOutput } from './wrk-output.ts'

/** Longer than any sane answer: what exceeds it counts as an error. */
const TIMEOUT_SECONDS = 5

/** @param program its file */
export function wrkGenerator(program: string): Generator {
  const { stdout, stderr } = spawnSync(program, ['-v'], { encoding: 'utf8' })
  const version = /\d+\.\d+(?:\.\d+)?/.exec(`${stdout}${stderr}`)?.[0] ?? 'of unknown version'
  return { name: `wrk ${version}`, provesCuts: true, run: plan => run(program, plan) }
}

async function run(program: string, { url, clients, seconds, closes, signal }: LoadPlan): Promise<Measured> {
  const how = ['--threads', '1', '--connections', String(clients), '--duration', `${Math.ceil(seconds)}s`]
  const options = ['--timeout', `${TIMEOUT_SECONDS}s`, '--latency', ...(closes ? ['-H', 'Connection: close'] : [])]
  try {
    const { stdout } = await promisify(execFile)(program, [...how, ...options, url], {
      encoding: 'utf8',
      ...(signal && { signal }),
    })
    return parseWrkOutput(stdout)
  } catch (error) {
    const { stderr = '', stdout = '', message } = error as Error & { stderr?: string; stdout?: string }
    // It does not even begin where nobody listens.
    if (/unable to connect/.test(stderr + stdout)) return nobody(clients)
    throw new Undecided(`wrk failed: ${stderr.trim() || message}`)
  }
}

function nobody(clients: number): Measured {
  return {
    requestsPerSecond: 0,
    latencyMs: { p50: 0, p90: 0, p99: 0, max: 0 },
    errors: { connect: clients, cut: 0, timeout: 0, status: 0 },
  }
}
