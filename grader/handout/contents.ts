// What goes into a handout: rooms whole, of the grader what a student's commands need, and nothing else. Lists and rules; files
// are read by whoever is given.
import { posix } from 'node:path'
import { CannotGrade } from '../verdict.ts'
import { importClosure } from './import-closure.ts'
import { PAGES } from './pages.ts'

/** A folder with text files, by paths from its root, with slashes. */
export interface SourceTree {
  /** undefined where there is no such file. */
  read(path: string): string | undefined
  /** All files below a folder, without packages and hidden ones. */
  below(folder: string): readonly string[]
}

/** Rooms that go along whole, as far as they are there. */
const ROOMS = ['stages', 'backends', 'capture', 'tap', 'conf', 'starters', 'vm-setup']
/** What is in those for the grader's sake. */
const NOT_FROM_ROOMS = /^(?:stages\/grader-laws\.test\.ts$|tap\/pictures\/)/
const ROOT_FILES = [
  '.gitignore',
  'LICENSE',
  'biome.json',
  'package-lock.json',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
  'vitest.nginx.config.ts',
  'vitest.tshark.config.ts',
  'grader/CONTRACT.md',
]
/** The commands that a student has; programs of the grader that they start come along with all that they import. */
export const SCRIPTS: readonly string[] = [
  'stage',
  'backends',
  'check',
  'grade',
  'doctor',
  'bench',
  'tap',
  'vm',
  'test',
  'types',
  'lint',
  'format',
  'unit',
  'test:nginx',
  'test:tshark',
]
/** What these start by its path, and no import shows. */
const STARTED = ['grader/worker/main.ts']
/** Files in whose place another one of this tree is put. Both lie equally deep, so that imports hold. */
export const REPLACED: Readonly<Record<string, string>> = {
  'grader/subjects/calibrators.ts': 'grader/handout/no-calibrators.ts',
}
/** What no import may bring along. */
const NEVER = /^grader\/(?:impostors|proof|class|course|gradescope|handout|peers\/(?!find-program\.ts$))/
const TEXT = /\.(?:ts|py|md|json|conf|lua|sh|svg|txt|yml|yaml|example)$/

/**
 * The files of a handout as they stand in the source, by path.
 *
 * @throws CannotGrade where something is missing, or a student's command would bring along what is the instructor's
 */
export function contentsOf(tree: SourceTree): Map<string, string> {
  const files = new Map<string, string>()
  for (const path of ROOT_FILES) files.set(path, mustRead(tree, path))
  for (const room of ROOMS) {
    for (const path of tree.below(room)) {
      if (TEXT.test(path) && !NOT_FROM_ROOMS.test(path)) files.set(path, mustRead(tree, path))
    }
  }
  const entries = [...programsOf(mustRead(tree, 'package.json')), ...STARTED]
  for (const [path, text] of importClosure(entries, path => tree.read(REPLACED[path] ?? path))) {
    if (NEVER.test(path)) throw new CannotGrade(`${path}: is the instructor’s, but a student’s command imports it`)
    files.set(path, text)
  }
  // Types of packages that bring none stand beside who uses them, and nobody imports them.
  const folders = new Set([...files.keys()].map(path => posix.dirname(path)))
  for (const path of tree.below('grader').filter(each => each.endsWith('.d.ts') && folders.has(posix.dirname(each))))
    files.set(path, mustRead(tree, path))
  for (const { path, from } of PAGES) files.set(path, mustRead(tree, from))
  return files
}

/** The programs that the student's commands start. */
function programsOf(packageJson: string): string[] {
  const { scripts } = JSON.parse(packageJson) as { scripts: Record<string, string> }
  return SCRIPTS.flatMap(name =>
    [...(scripts[name] ?? '').matchAll(/\bnode (\S+\.ts)\b/g)].map(([, path]) => path ?? ''),
  )
}

function mustRead(tree: SourceTree, path: string): string {
  const text = tree.read(path)
  if (text === undefined) throw new CannotGrade(`${path}: is not there; a handout is made from a whole tree`)
  return text
}
