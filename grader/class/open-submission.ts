// Makes of a submission a folder that can be graded: unpacked, without links that lead out, at the place where the work begins.
// EDGE: reads and writes files.
import { constants, existsSync } from 'node:fs'
import { access, lstat, mkdir, readdir, readlink, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { toMachineFault } from '../verdict.ts'
import { isLitter } from './archive-entry.ts'
import { NotGradable } from './not-gradable.ts'
import type { Submission } from './submission.ts'
import { unpackTar } from './unpack-tar.ts'
import { unpackZip } from './unpack-zip.ts'

/** Folders around the work that whoever packed it did not see. */
const MOST_WRAPPERS = 3

/**
 * Resolves with the folder. Rejects with NotGradable, one line for the student.
 *
 * @param unpacked where the content of an archive goes; made anew
 */
export async function openSubmission(submission: Submission, unpacked: string): Promise<string> {
  const folder = submission.kind === 'folder' ? submission.path : await unpack(submission, unpacked)
  // Where a link leads is told from the root of the file system.
  const root = resolve(folder)
  const link = await linkThatLeadsOut(root, root)
  if (link !== undefined) throw new NotGradable(`it holds a symbolic link that leads out of it: ${link}`)
  return innerFolder(folder)
}

async function unpack({ kind, path, entry }: Submission, unpacked: string): Promise<string> {
  const there = await stat(path).catch(fault => unreadable(fault, entry))
  if (kind === 'unknown' || !there.isFile())
    throw new NotGradable(`${entry} is neither a folder nor a zip nor a tar.gz; pack it as one of them`)
  await access(path, constants.R_OK).catch(fault => unreadable(fault, entry))
  await rm(unpacked, { recursive: true, force: true })
  await mkdir(unpacked, { recursive: true })
  try {
    await (kind === 'zip' ? unpackZip : unpackTar)(path, unpacked)
  } catch (fault) {
    await rm(unpacked, { recursive: true, force: true })
    if (fault instanceof NotGradable) throw fault
    const ofMachine = toMachineFault(fault)
    if (ofMachine !== undefined) throw ofMachine
    throw new NotGradable(`${entry} cannot be unpacked (${oneLine((fault as Error).message)}); pack it again`)
  }
  return unpacked
}

function unreadable(fault: NodeJS.ErrnoException, name: string): never {
  const ofMachine = toMachineFault(fault)
  if (ofMachine !== undefined) throw ofMachine
  if (fault.code === 'ENOENT' || fault.code === 'ELOOP')
    throw new NotGradable(`${name} is a symbolic link that leads nowhere; put what it should lead to in its place`)
  throw new NotGradable(`${name} cannot be read (${fault.code}); change its rights`)
}

async function linkThatLeadsOut(folder: string, at: string): Promise<string | undefined> {
  const entries = await readdir(at, { withFileTypes: true }).catch(fault =>
    unreadable(fault, relative(folder, at) || 'it'),
  )
  for (const entry of entries) {
    const path = join(at, entry.name)
    if (entry.isSymbolicLink()) {
      const target = await readlink(path)
      const leadsTo = resolve(dirname(path), target)
      if (leadsTo !== folder && !leadsTo.startsWith(folder + sep)) return `${relative(folder, path)} -> ${target}`
    } else if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git') {
      const found = await linkThatLeadsOut(folder, path)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** The work may lie in a folder of the archive, whose name is the student's or the repository's. */
async function innerFolder(folder: string): Promise<string> {
  let at = folder
  for (let depth = 0; depth < MOST_WRAPPERS; depth += 1) {
    if (existsSync(join(at, 'proxy.json')) || existsSync(join(at, 'stages'))) return at
    const entries = (await readdir(at)).filter(name => !isLitter(name) && !name.startsWith('.'))
    const [only] = entries
    if (only === undefined) throw new NotGradable('it is empty')
    const inner = join(at, only)
    if (entries.length > 1 || !(await lstat(inner)).isDirectory()) return at
    at = inner
  }
  return at
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
