// Finds the submissions of a class: one folder, zip or tar each. EDGE: reads a folder.
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CannotGrade } from '../verdict.ts'
import { toKeys } from './keys.ts'
import type { Submission } from './submission.ts'

const ARCHIVES: readonly (readonly [RegExp, Submission['kind']])[] = [
  [/\.zip$/i, 'zip'],
  [/\.(?:tar|tar\.gz|tgz)$/i, 'tar'],
]
/** What instructors keep beside submissions. */
const NOT_ONES = /^(?:\..*|__MACOSX|node_modules)$|\.(?:csv|json|md|txt|html|pem|pub)$/i

/** In the order of their names. Throws CannotGrade, one line, where there is no such folder or nothing in it. */
export function findSubmissions(directory: string): Submission[] {
  const entries = read(directory).filter(({ name }) => !NOT_ONES.test(name))
  if (entries.length === 0)
    throw new CannotGrade(`${directory}: holds no submission; each is a folder, a zip or a tar.gz of its own`)
  const found = entries
    .map(entry => {
      const { path, isFolder } = followed(join(directory, entry.name), entry)
      const [ending, archive] = ARCHIVES.find(([pattern]) => pattern.test(entry.name)) ?? []
      const kind: Submission['kind'] = isFolder ? 'folder' : (archive ?? 'unknown')
      const name = isFolder || ending === undefined ? entry.name : entry.name.replace(ending, '')
      return { name, kind, entry: entry.name, path }
    })
    .sort((a, b) => (a.entry < b.entry ? -1 : 1))
  const keys = toKeys(found.map(({ name }) => name))
  return found.map(({ kind, entry, path }, index) => ({ key: keys[index] ?? entry, kind, entry, path }))
}

/** The teacher's own links are followed. One that leads nowhere stays what it is: whoever opens it says so. */
function followed(path: string, entry: Dirent): { path: string; isFolder: boolean } {
  if (!entry.isSymbolicLink()) return { path, isFolder: entry.isDirectory() }
  try {
    const real = realpathSync(path)
    return { path: real, isFolder: statSync(real).isDirectory() }
  } catch {
    return { path, isFolder: false }
  }
}

function read(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT')
      throw new CannotGrade(`${directory}: there is no such folder; name the one with the submissions`)
    if (code === 'ENOTDIR') throw new CannotGrade(`${directory}: is a file; name the folder with the submissions`)
    throw new CannotGrade(`${directory}: cannot be read: ${message}`)
  }
}
