// What every program of the grader must know of its terminal. EDGE: the process.

/** Whether standard output wants colour: a terminal, and nobody who objects (no-color.org). */
export function wantsColour(): boolean {
  return process.stdout.isTTY === true && !process.env.NO_COLOR
}

/**
 * Ends the process with the exit code that was set, once everything is written. Never resolves. Without it Node 26.10 now and
 * then spins for ever while it takes itself down, long after the last line (3 to 4 of 5 runs that had started three stages).
 */
export async function end(): Promise<never> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>(resolve => stream.write('', () => resolve()))
  }
  process.exit()
}
