// One number for all that a folder holds, so that two results can be known to be of the same submission. EDGE: reads files.
import { createHash } from 'node:crypto'
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { SubjectFault, toMachineFault } from '../verdict.ts'

/** Packages and a repository's memory are no part of what somebody wrote. */
const LEFT_OUT = new Set(['.git', 'node_modules'])
const MAY_RUN = 0o111

/**
 * SHA-256 in hex of names, contents, and whether a file may be run; whatever the order of the file system. Rejects with SubjectFault,
 * one line, where something of it cannot be read.
 */
export async function digestOfFolder(folder: string): Promise<string> {
  const hash = createHash('sha256')
  for (const path of (await pathsBelow(folder, '')).sort()) {
    const { kind, content } = await readEntry(join(folder, path)).catch(fault => refuse(join(folder, path), fault))
    // Lengths in front, so that no content can pass for another file.
    hash.update(JSON.stringify([path, kind, content.length]))
    hash.update(content)
  }
  return hash.digest('hex')
}

async function pathsBelow(folder: string, at: string): Promise<string[]> {
  const place = join(folder, at)
  const entries = await readdir(place, { withFileTypes: true }).catch(fault => refuse(place, fault))
  const kept = entries.filter(({ name }) => !LEFT_OUT.has(name))
  const paths = kept.map(entry => {
    const path = at === '' ? entry.name : `${at}/${entry.name}`
    return entry.isDirectory() ? pathsBelow(folder, path) : [path]
  })
  return (await Promise.all(paths)).flat()
}

async function readEntry(path: string): Promise<{ kind: string; content: Buffer }> {
  const stat = await lstat(path)
  if (stat.isSymbolicLink()) return { kind: 'link', content: Buffer.from(await readlink(path)) }
  // A pipe or a device would be read for ever.
  if (!stat.isFile()) return { kind: 'other', content: Buffer.alloc(0) }
  return { kind: stat.mode & MAY_RUN ? 'program' : 'file', content: await readFile(path) }
}

function refuse(path: string, fault: NodeJS.ErrnoException): never {
  throw (
    toMachineFault(fault) ??
    new SubjectFault(`${path}: cannot be read (${fault.code}); change its rights, or leave it out`)
  )
}
