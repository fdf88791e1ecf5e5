// Knows how a conf reaches a program: as a file. What stands in it is the check's business. EDGE: writes a file.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { ConfObject } from '../subject.ts'

/**
 * Writes the conf below `directory` and resolves with its absolute path. A text is written as it is, faults and all; null
 * leaves no file there.
 */
export async function writeConf(
  directory: string,
  conf: ConfObject | string | null,
  file = 'servers.conf',
): Promise<string> {
  const path = resolve(directory, file)
  await mkdir(dirname(path), { recursive: true })
  if (conf === null) await rm(path, { force: true })
  else await writeFile(path, typeof conf === 'string' ? conf : `${JSON.stringify(conf, null, 2)}\n`)
  return path
}
