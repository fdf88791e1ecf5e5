// Makes a folder that somebody named, with those above it, and says why it cannot be made. EDGE: makes folders.
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * As `mkdir -p`. Throws the error of the file system. Node's own `recursive` never ends below /proc, where the folder above is there
 * and still nothing can be made.
 */
export function makeFolder(path: string): void {
  const missing: string[] = []
  for (let at = resolve(path); !existsSync(at) && at !== dirname(at); at = dirname(at)) missing.unshift(at)
  if (missing.length === 0) missing.push(resolve(path))
  for (const folder of missing) {
    try {
      mkdirSync(folder)
    } catch (error) {
      // Somebody else may have made it meanwhile.
      if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error
    }
  }
}

const IN_THE_WAY = 'a file is in its way; move it away, or name another folder'
const NOT_ALLOWED = 'nothing may be written there; name another folder, or change its rights'
const FULL = 'the disk is full; make room, or name a folder on another disk'

const WORDS: Readonly<Record<string, string>> = {
  EEXIST: IN_THE_WAY,
  ENOTDIR: IN_THE_WAY,
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
  EROFS: NOT_ALLOWED,
  ENOENT: 'no folder can be made there; name another',
  ELOOP: 'a symbolic link in it leads to itself; name another folder',
  ENAMETOOLONG: 'a name in it is too long; name a shorter one',
  ENOSPC: FULL,
  EDQUOT: FULL,
}

/** What an error of `makeFolder` says to whoever named the folder: why, and how to mend it. */
export function whyNoFolder(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  return WORDS[code] ?? `${message.replace(/\s+/g, ' ')}; name another folder`
}
