// EDGE: reads and writes the file of the last check. Nothing depends on it: what cannot be read or written is left.
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeReport } from '../report/write-report.ts'

/** In a folder that git ignores. `root` is the root of the tree. */
export function lastCheckFile(root: string): string {
  return join(root, '.hopwise', 'last-check.json')
}

export async function readLastCheck(root: string): Promise<string | undefined> {
  return readFile(lastCheckFile(root), 'utf8').catch(() => undefined)
}

export async function writeLastCheck(root: string, text: string): Promise<void> {
  const file = lastCheckFile(root)
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeReport(file, text)
  } catch {
    // The ladder then says what it said before.
  }
}
