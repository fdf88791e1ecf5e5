// Which files a program needs: itself, what it imports, what it names as a file beside its sources or starts as a program, and so
// on. All of that is read from the text: with `.ts` in every path, what is written is what is loaded.
import { posix } from 'node:path'
import { CannotGrade } from '../verdict.ts'

const IMPORT = /^(?:import|export)\s+(?:[\w\s{},*]+?\s+from\s+)?['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]/gm

/** `new URL('pipelined.lua', import.meta.url)`, `join(import.meta.dirname, 'soft-stop.sh')`, `join(root, 'grader', 'worker', 'main.ts')`. */
const NAMED = /new URL\('([^']+\.\w+)', import\.meta\.url\)|\bjoin\(([\w.]+), ((?:'[^']+', )*'[^']+\.\w+')\)/g

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
    if (!path.endsWith('.ts')) continue
    for (const [, stated, called] of text.matchAll(IMPORT))
      open.push({ path: posix.join(posix.dirname(path), stated ?? called ?? ''), from: path })
    for (const named of namedIn(text, path)) if (read(named) !== undefined) open.push({ path: named, from: path })
  }
  return closure
}

/** Paths that may be files of this tree. */
function namedIn(text: string, path: string): string[] {
  return [...text.matchAll(NAMED)].map(([, url, base, parts = '']) => {
    if (url !== undefined) return posix.join(posix.dirname(path), url)
    const below = posix.join(...parts.split(', ').map(part => part.slice(1, -1)))
    return base === 'import.meta.dirname' ? posix.join(posix.dirname(path), below) : below
  })
}
