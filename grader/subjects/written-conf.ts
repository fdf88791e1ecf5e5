// Knows how a conf reaches a program: as a file. What stands in it is the check's business. EDGE: writes a file.
import { lstat, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { ConfObject } from '../subject.ts'
import { CannotGrade, toMachineFault } from '../verdict.ts'

const USUAL_FILE = 'servers.conf'

/**
 * Writes the conf below `directory` and resolves with its absolute path. A text is written as it is, faults and all; null
 * leaves no file there. A program that has put a symbolic link where its conf belongs leads nobody anywhere: what was there
 * is replaced, and a folder that is a link is refused with CannotGrade.
 * @param file its path in `directory`, where the program itself names one
 */
export async function writeConf(directory: string, conf: ConfObject | string | null, file?: string): Promise<string> {
  const path = resolve(directory, file ?? USUAL_FILE)
  await refuseLinks(resolve(directory), dirname(path))
  try {
    await mkdir(dirname(path), { recursive: true })
    await rm(path, { force: true })
    if (conf !== null) {
      const text = typeof conf === 'string' ? conf : `${JSON.stringify(conf, null, 2)}\n`
      await writeFile(path, text, { flag: 'wx' })
    }
  } catch (error) {
    throw whyNotWritten(error as NodeJS.ErrnoException, file)
  }
  return path
}

/** In its own folder a program may have filled the disk; the lab's is the machine's. */
function whyNotWritten(error: NodeJS.ErrnoException, file: string | undefined): CannotGrade {
  if (error.code === 'ENOSPC' && file !== undefined)
    return new CannotGrade('the program has filled its disk, and there is no room for its conf')
  const why = error.code === 'ERR_FS_EISDIR' ? 'a folder is in its place' : error.code
  return (
    toMachineFault(error) ??
    new CannotGrade(`its conf, ${file ?? USUAL_FILE}, cannot be written: ${why}; leave that name free`)
  )
}

/** Of the folders from `inner` up to below `outer`. */
async function refuseLinks(outer: string, inner: string): Promise<void> {
  if (inner === outer) return
  await refuseLinks(outer, dirname(inner))
  const there = await lstat(inner).catch(() => undefined)
  if (there?.isSymbolicLink())
    throw new CannotGrade(`the folder of the conf file, ${inner}, is a symbolic link; make it a folder`)
}
