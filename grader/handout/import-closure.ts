// Which files a program needs: itself, and what they import, and so on. It reads imports from the text, as the laws' tests do:
// with `.ts` in every path, what is written is what is loaded.
import { posix } from 'node:path'
import { CannotGrade } from '../verdict.ts'

const IMPORT = /^(?:import|export)\s+(?:[\w\s{},*]+?\s+from\s+)?['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]/gm

/**
 * @param entries paths from the root, with slashes
 * @param read the text of a path, or undefined where there is no such file
 * @throws CannotGrade naming an import that leads nowhere
 */
export function importClosure(
  entries: readonly string[],
  read: (path: string) => string | undefined,
): ReadonlyMap<string, string> {
  const closure = new Map<string, string>()
  const open = entries.map(path => ({ path, from: 'package.json' }))
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path, from } = next
    if (closure.has(path)) continue
    const text = read(path)
    if (text === undefined) throw new CannotGrade(`${from}: needs ${path}, which is not there`)
    closure.set(path, text)
    for (const [, stated, called] of text.matchAll(IMPORT))
      open.push({ path: posix.join(posix.dirname(path), stated ?? called ?? ''), from: path })
  }
  return closure
}
