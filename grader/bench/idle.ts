// Knows the scenario in which many are connected and nothing happens: what counts is memory.

import { demandAlive } from './cost.ts'
import type { Subject } from './lab.ts'
import type { Load, Measured } from './measure.ts'
import { OwnClient } from './own-client.ts'

/** What the client says while it holds its connections. */
export interface IdleReport {
  /** Connections that are open and have had an answer. */
  readonly held: number
}

export async function measureIdle(subject: Subject, load: Load, signal: AbortSignal): Promise<Measured> {
  const { name, program } = subject
  await using client = new OwnClient('idle-client', [program.port, load.clients], load.cores, signal)
  const { held } = await client.line<IdleReport>()
  demandAlive(name, program)
  return {
    subject: name,
    requests: held,
    requestsPerSecond: null,
    cpuMicrosPerRequest: null,
    memoryBytes: program.memoryBytes() ?? null,
    p50Ms: null,
    p90Ms: null,
    p99Ms: null,
    maxMs: null,
    errors: load.clients - held,
  }
}
