// Knows which system programs are there, where they are and which version each is.

import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { CannotMeasure } from './cannot-measure.ts'

// Debian puts servers into sbin, which is not on every user's path.
const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin']

/** The program's file, or undefined where it is not installed. */
export function findProgram(name: string): string | undefined {
  return directories.map(directory => join(directory, name)).find(isExecutable)
}

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

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
