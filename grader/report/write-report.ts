// EDGE: writes a report to a file, whole or not at all: a run that is killed leaves the last whole one.

import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CannotGrade } from '../verdict.ts'

/**
 * Writes `text` to a temporary file beside `file` and renames it. What is there and no regular file (`/dev/stdout`, a pipe)
 * is written to directly, since it must not be replaced. Throws CannotGrade, one line with the remedy.
 */
export async function writeReport(file: string, text: string | Buffer): Promise<void> {
  const there = await stat(file).catch(() => undefined)
  if (there?.isDirectory()) throw new CannotGrade(`cannot write the report ${file}: it is a folder; name a file in it`)
  if (there !== undefined && !there.isFile()) return writeFile(file, text).catch(error => refuse(file, error))
  const temporary = `${file}.${randomUUID()}.tmp`
  try {
    await writeFile(temporary, text, { flag: 'wx' })
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    refuse(file, error)
  }
}

function refuse(file: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  throw new CannotGrade(`cannot write the report ${file}: ${remedy(dirname(file), code)}`)
}

/** What went wrong in words, and how to mend it, by the system's code. */
export function remedy(folder: string, code: string): string {
  switch (code) {
    case 'ENOENT':
      if (existsSync(folder)) return 'no file can be made there; name another'
      return `there is no folder ${folder}; make it with mkdir -p ${folder}`
    case 'ENOTDIR':
      return `${folder} is not a folder; name another place`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `the folder ${folder} is not writable; name another, or change its rights`
    case 'EISDIR':
      return 'it is a folder; name a file in it'
    case 'ELOOP':
      return 'a symbolic link in it leads to itself; name another file'
    case 'ENAMETOOLONG':
      return 'a name in it is too long; name a shorter one'
    case 'EDQUOT':
    case 'ENOSPC':
      return 'the disk is full; make room or name a file on another disk'
    default:
      return `${code}; name another file`
  }
}
