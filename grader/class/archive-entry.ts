// What an archive may hold: files and folders, of names that stay inside, in amounts that a student's work has. Pure.
import { NotGradable } from './not-gradable.ts'

/** Once unpacked. */
const MOST_BYTES = 256 * 2 ** 20
const MOST_ENTRIES = 20_000
const MOST_PATH_BYTES = 1024
const MOST_NAME_BYTES = 255

export interface ArchiveEntry {
  /** As it stands in the archive. */
  readonly path: string
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  readonly bytes: number
}

/** Where it goes, from the folder of the submission; empty for that folder itself. Throws NotGradable for a path that leads out. */
export function safePath({ path, kind }: ArchiveEntry): string {
  const shown = JSON.stringify(path.slice(0, 200))
  if (kind === 'link') throw new NotGradable(`the archive holds a link, ${shown}; replace it by what it leads to`)
  if (kind === 'other')
    throw new NotGradable(`the archive holds ${shown}, which is neither file nor folder; leave it out`)
  if (/^[/\\]|^[A-Za-z]:|\\|\0/.test(path))
    throw new NotGradable(`the archive holds the path ${shown}; paths must be relative and go by /`)
  const parts = path.split('/').filter(part => part !== '' && part !== '.')
  if (parts.includes('..')) throw new NotGradable(`the archive holds the path ${shown}, which leads out of it`)
  if (Buffer.byteLength(path) > MOST_PATH_BYTES || parts.some(part => Buffer.byteLength(part) > MOST_NAME_BYTES))
    throw new NotGradable(`the archive holds a name that is too long: ${shown}`)
  return parts.join('/')
}

/** Counts what comes out of one archive. What the archive says of itself is not believed. */
export class ArchiveBudget {
  #entries = 0
  #bytes = 0

  addEntry(): void {
    this.#entries += 1
    if (this.#entries > MOST_ENTRIES) throw new NotGradable(`the archive holds more than ${MOST_ENTRIES} entries`)
  }

  addBytes(count: number): void {
    this.#bytes += count
    if (this.#bytes > MOST_BYTES)
      throw new NotGradable(`the archive holds more than ${MOST_BYTES / 2 ** 20} MiB; leave out what a build makes`)
  }
}

/** What systems put into archives and nobody wrote. */
export function isLitter(path: string): boolean {
  return path.split('/').some(part => part === '__MACOSX' || part === '.DS_Store' || part === '.git')
}
