// What npm does to a program that it runs, and how the program lives with it. Knows npm, but no particular command.
import { setTimeout as pause } from 'node:timers/promises'
import { UsageError } from './command-line.ts'

/**
 * Refuses flags that were typed without the `--` that npm wants before them. npm keeps such flags for itself, and the
 * command would run as if they had not been given. `example` shows the right way to type it.
 */
export function refuseFlagsThatNpmKept(flags: readonly string[], env: NodeJS.ProcessEnv, example: string): void {
  const kept = flags.find(flag => env[`npm_config_${flag}`])
  if (kept !== undefined)
    throw new UsageError(`npm kept --${kept} for itself: put -- before the flags, as in ${example}`)
}

const ECHO_MS = 100

/**
 * A terminal sends Ctrl-C to npm and to us, and npm then sends it to us again. If that second one meets a process that
 * is just exiting, and so listens no more, a clean stop looks like a death by signal. So: wait, still listening.
 */
export async function outliveSecondSignal(env: NodeJS.ProcessEnv): Promise<void> {
  if (env.npm_lifecycle_event !== undefined) await pause(ECHO_MS)
}
