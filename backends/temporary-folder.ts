// A folder of one's own below the system's folder for temporary ones. EDGE: makes folders.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from './command-line.ts'

const FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'no such folder',
  ENOTDIR: 'is not a folder',
  EACCES: 'may not be written to',
  EROFS: 'may not be written to',
  ENOSPC: 'is full',
}

/**
 * Makes an empty one, whose name begins with `name`, and returns its path; whoever asks removes it.
 * Throws UsageError: which place that is, is up to whoever set TMPDIR.
 */
export function makeTemporaryFolder(name: string, place = tmpdir()): string {
  try {
    return mkdtempSync(join(place, `${name}-`))
  } catch (failure) {
    const { code = '', message } = failure as NodeJS.ErrnoException
    throw new UsageError(`temporary folder ${place}: ${FAULTS[code] ?? message}; set TMPDIR to a writable folder`)
  }
}
