// Knows which system programs must be there and which version each is.

import { spawnSync } from 'node:child_process'
import { findProgram } from '../peers/find-program.ts'
import { CannotMeasure } from './cannot-measure.ts'

/** Throws CannotMeasure with one line that names every missing one. */
export function demandPrograms(names: readonly string[]): void {
  const missing = names.filter(name => findProgram(name) === undefined)
  if (missing.length > 0)
    throw new CannotMeasure(`not installed: ${missing.join(', ')} (Debian packages of these names)`)
}

/** What the program says about its version; most say it on standard error. */
export function versionOf(name: string): string {
  const { stdout, stderr } = spawnSync(findProgram(name) ?? name, ['-v'], { encoding: 'utf8' })
  return /\d+\.\d+(?:\.\d+)?\S*/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown'
}
