// EDGE: makes folders that are nobody else's business.
import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/**
 * With those above it. Rejects with the error of the file system. Node's own `recursive` never ends below /proc, where the folder above is
 * there and still nothing can be made.
 */
export async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path)
  if (await isFolder(folder)) return
  if (!(await isFolder(dirname(folder)))) await makeFolder(dirname(folder))
  try {
    await mkdir(folder, { mode: 0o700 })
  } catch (error) {
    // Another command may have made it meanwhile.
    if (!(await isFolder(folder))) throw error
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true
}
