// Load figures of a run: one scenario that was scored, one that could not be.

import type { LoadResult, LoadRound } from '../../result.ts'

export const LOAD: readonly LoadResult[] = [
  {
    stage: 4,
    scenario: 'keep-alive, small pages',
    generator: 'wrk 4.1.0',
    clients: 64,
    rounds: [
      round('direct', 41_200, 0.9),
      round('reference', 22_900, 2.1),
      round('subject', 15_310, 3.8),
      round('direct', 40_100, 1),
      round('reference', 23_400, 2),
      round('subject', 17_020, 3.3),
    ],
    ratio: 0.698,
    spread: [0.669, 0.727],
    notScored: null,
  },
  {
    stage: 4,
    scenario: 'one large page',
    generator: 'wrk 4.1.0',
    clients: 8,
    rounds: [round('direct', 900, 6), { ...round('subject', 310, 30), errors: 12 }],
    ratio: null,
    spread: null,
    notScored: 'the two direct rounds differ by 41 %: the machine was busy with something else',
  },
]

function round(of: LoadRound['of'], requestsPerSecond: number, p50: number): LoadRound {
  const errorKinds = { connect: 0, cut: 0, timeout: 0, status: 0, wrongAnswers: 0 }
  return {
    of,
    requestsPerSecond,
    errors: 0,
    errorKinds,
    latencyMs: { p50, p90: p50 * 1.8, p99: p50 * 4.5, max: p50 * 22 },
  }
}
