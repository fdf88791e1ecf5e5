// Knows how a conf reaches a program: as a file. What stands in it is the check's business. EDGE: writes a file.
import { lstat, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { ConfObject } from '../subject.ts'
import { CannotGrade } from '../verdict.ts'

/**
 * Writes the conf below `directory` and resolves with its absolute path. A text is written as it is, faults and all; null
 * leaves no file there. A program that has put a symbolic link where its conf belongs leads nobody anywhere: what was there
 * is replaced, and a folder that is a link is refused with CannotGrade.
 */
export async function writeConf(
  directory: string,
  conf: ConfObject | string | null,
  file = 'servers.conf',
): Promise<string> {
  const path = resolve(directory, file)
  await refuseLinks(resolve(directory), dirname(path))
  await mkdir(dirname(path), { recursive: true })
  await rm(path, { force: true })
  if (conf !== null) {
    const text = typeof conf === 'string' ? conf : `${JSON.stringify(conf, null, 2)}\n`
    await writeFile(path, text, { flag: 'wx' }).catch(refuse)
  }
  return path
}

function refuse(error: NodeJS.ErrnoException): never {
  if (error.code === 'ENOSPC')
    throw new CannotGrade('the program has filled its disk, and there is no room for its conf')
  throw error
}

/** Of the folders from `inner` up to below `outer`. */
async function refuseLinks(outer: string, inner: string): Promise<void> {
  if (inner === outer) return
  await refuseLinks(outer, dirname(inner))
  const there = await lstat(inner).catch(() => undefined)
  if (there?.isSymbolicLink())
    throw new CannotGrade(`the folder of the conf file, ${inner}, is a symbolic link; make it a folder`)
}
