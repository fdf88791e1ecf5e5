// The sources of this tree as texts, for the tests of its laws: who imports whom, and who touches the world. Imports are read
// from the text: with `.ts` in every path, what is written is what is loaded.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'

export const ROOT = join(import.meta.dirname, '..', '..')

export interface SourceFile {
  /** From the root: `stages/02-parse/body.ts`. */
  readonly path: string
  readonly text: string
  readonly imports: readonly string[]
}

/** Of each import of a file of this house, those that break the law, as lines to read. */
export function breaches(files: readonly SourceFile[], breaks: (path: string, target: string) => boolean): string[] {
  return files.flatMap(({ path, imports }) =>
    imports
      .filter(each => each.startsWith('.'))
      .map(each => normalize(join(dirname(path), each)))
      .filter(target => breaks(path, target))
      .map(target => `${path} imports ${target}`),
  )
}

export function importsOf(text: string): string[] {
  const code = codeLines(text).join('\n')
  const pattern = /^(?:import|export)\s+(?:[\w\s{},*]+?\s+from\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm
  return [...code.matchAll(pattern)].map(([, stated, called]) => stated ?? called ?? '')
}

/** Without lines that are comments, and without comments behind code. */
export function codeLines(text: string): string[] {
  return text
    .split('\n')
    .filter(line => !/^\s*(?:\/\/|\/?\*)/.test(line))
    .map(line => line.replace(/\s\/\/ .*$/, ''))
}

export function isEdge(text: string): boolean {
  return text.slice(0, text.indexOf('\n')).includes('EDGE')
}

export function isTest(path: string): boolean {
  return /\.test\.ts$|\/test\/|^stages\/(?:testing|fake-stages)\//.test(path)
}

export function filesBelow(room: string): SourceFile[] {
  if (!existsSync(join(ROOT, room))) return []
  return readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(?:ts|md)$/.test(entry.name))
    .map(entry => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter(path => !path.includes('node_modules'))
    .map(path => {
      const text = readFileSync(join(ROOT, path), 'utf8')
      return { path, text, imports: path.endsWith('.ts') ? importsOf(text) : [] }
    })
}
