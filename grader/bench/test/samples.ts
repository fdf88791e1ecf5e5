// Samples for tests, in which only what a test is about has to be said.

import type { Sample } from '../summary.ts'

export function sample(
  subject: string,
  round: number,
  requestsPerSecond: number | null,
  more: Partial<Sample> = {},
): Sample {
  return {
    subject,
    round,
    requests: 1,
    requestsPerSecond,
    cpuMicrosPerRequest: null,
    memoryBytes: null,
    p50Ms: 1,
    p90Ms: 1.5,
    p99Ms: 2,
    maxMs: 3,
    errors: 0,
    ...more,
  }
}
