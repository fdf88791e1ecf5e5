// Knows the scenario in which some requests are slow and the others must not suffer.
//
// Its client is our own. wrk cannot tell fast answers from slow ones, and two of them, one for each kind, would not be a
// mix: each waits for its own answers, so that a faster proxy would get a smaller share of slow requests. And wrk asks
// again only when it has been answered: while it waits, it does not count who would have come in that time (coordinated
// omission). This client keeps to a rate, the same for everybody, and counts an answer's time from when the request was
// due. See programs/mix-client.ts.

import { startMeter } from './cost.ts'
import type { Subject } from './lab.ts'
import type { Load, Measured } from './measure.ts'
import { OwnClient } from './own-client.ts'

/** What the client reports; latencies are those of the fast requests, null where none was answered. */
export interface MixReport {
  readonly requests: number
  readonly seconds: number
  readonly p50Ms: number | null
  readonly p90Ms: number | null
  readonly p99Ms: number | null
  readonly maxMs: number | null
  /** Not answered in time, or not with 200, or with the answer of another request. */
  readonly errors: number
}

export async function measureMix(subject: Subject, load: Load, signal: AbortSignal): Promise<Measured> {
  const { clients, seconds, rate, seed, cores } = load
  const readMeter = startMeter(subject)
  await using client = new OwnClient('mix-client', [subject.program.port, clients, seconds, rate, seed], cores, signal)
  const { requests, seconds: took, ...latencies } = await client.line<MixReport>()
  return { subject: subject.name, requests, requestsPerSecond: requests / took, ...readMeter(requests), ...latencies }
}
