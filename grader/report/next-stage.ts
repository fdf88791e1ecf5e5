// Knows in one sentence what each stage brings, for the student who has just passed the one before.

import type { StageNumber } from '../result.ts'

export const BRINGS: Readonly<Record<StageNumber, string>> = {
  1: 'echo: every byte comes back, through half-closes and to clients that do not read',
  2: 'parse: bytes become a request, out of pieces of any size, and 400 answers what can be read in two ways',
  3: 'forward: a load balancer, where each request goes to a backend in turn and a dead backend costs nobody an answer',
  4: 'keep-alive and pipelining: many requests on one connection, answered in their order, over reused backend connections',
  5: 'non-blocking: nobody pays for the slowest; deadlines, bounded memory, backends that rest, a graceful stop',
  6: 'X-Request-ID: every exchange has a name, and many clients share few backend connections',
}

/** The next one, or undefined behind the last. */
export function stageAfter(stage: StageNumber): StageNumber | undefined {
  return ([2, 3, 4, 5, 6] as const).find(next => next === stage + 1)
}
