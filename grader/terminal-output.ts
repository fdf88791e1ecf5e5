// What every program of the grader must know of its terminal. EDGE: the process, draws at random.
import { randomUUID } from 'node:crypto'

/** Whether standard output wants colour: a terminal, and nobody who objects (no-color.org). */
export function wantsColour(): boolean {
  return process.stdout.isTTY === true && !process.env.NO_COLOR
}

/**
 * For a log that GitHub Actions reads: what programs have printed stands in reports, and a line of it could be a command to the
 * platform. Between these lines none is (docs.github.com, "Workflow commands", stop-commands).
 */
export function withoutCommands(text: string, env: NodeJS.ProcessEnv = process.env): string {
  if (env.GITHUB_ACTIONS !== 'true') return text
  const token = randomUUID()
  return `::stop-commands::${token}\n${text}::${token}::\n`
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
