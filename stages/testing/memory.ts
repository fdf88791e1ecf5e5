// Knows the most memory that a program has held during a piece of work.

import type { Program } from './running-program.ts'

const lookAgainMs = 10

/** The highest resident memory seen while the work was done; 0 where there is no /proc. */
export async function peakBytes(program: Program, work: () => Promise<void>): Promise<number> {
  let peak = 0
  const look = () => {
    peak = Math.max(peak, program.rssBytes() ?? 0)
  }
  look()
  const looking = setInterval(look, lookAgainMs)
  try {
    await work()
  } finally {
    clearInterval(looking)
  }
  look()
  return peak
}
