// Tells when files below a folder were saved. Editors write a file in several steps: what happens within a moment is one
// save. EDGE: watches the file system, sets a timer.
import { type FSWatcher, watch } from 'node:fs'
import { isSave } from './watched-files.ts'

const MOMENT_MS = 60

export interface SaveWatcher {
  close(): void
}

/**
 * Calls `onSaves` with the paths, from `folder`, of what was saved. Throws the error of the file system, such as ENOSPC for
 * too many watched files.
 */
export function watchSaves(folder: string, onSaves: (paths: readonly string[]) => void): SaveWatcher {
  const saved = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const tell = () => {
    timer = undefined
    const paths = [...saved].sort()
    saved.clear()
    onSaves(paths)
  }
  const watcher: FSWatcher = watch(folder, { recursive: true, ignore: path => !isSave(path) }, (_event, path) => {
    if (path === null || !isSave(path)) return
    saved.add(path)
    timer ??= setTimeout(tell, MOMENT_MS)
  })
  // A folder that goes away while it is looked at is no reason to end.
  watcher.on('error', () => {})
  return {
    close() {
      clearTimeout(timer)
      watcher.close()
    },
  }
}
