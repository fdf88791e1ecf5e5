// EDGE: starts a program and hears what it says.
import { execFile } from 'node:child_process'

const PATIENCE_MS = 10_000

/** Both streams, whatever its exit status; undefined where it could not be started or did not end. */
export function outputOf(file: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise(resolve => {
    execFile(file, [...args], { timeout: PATIENCE_MS }, (error, stdout, stderr) => {
      const hasRun = error === null || typeof error.code === 'number'
      resolve(hasRun ? `${stdout}${stderr}` : undefined)
    })
  })
}
