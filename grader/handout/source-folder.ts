// EDGE: a folder as a tree of sources. Symbolic links, hidden entries and packages are passed over.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { SourceTree } from './contents.ts'

export function sourceFolder(root: string): SourceTree {
  const below = (folder: string): string[] => {
    if (!existsSync(join(root, folder))) return []
    return readdirSync(join(root, folder), { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules' && name !== '__pycache__')
      .sort((one, other) => (one.name < other.name ? -1 : 1))
      .flatMap(entry => {
        const path = posix.join(folder, entry.name)
        return entry.isDirectory() ? below(path) : entry.isFile() ? [path] : []
      })
  }
  return {
    below,
    read: path => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined),
  }
}
