// What is in the autograder's archive: its two scripts in the root, as Gradescope wants them, the grader without peers, impostors
// and solutions, the course, and what the instructor chose. Pure: files are read through a parameter.
import { REPLACED, type SourceTree } from '../handout/contents.ts'
import { importClosure } from '../handout/import-closure.ts'
import { CannotGrade } from '../verdict.ts'
import { type AutograderSettings, COURSE_FILE, SETTINGS_FILE, toSettingsFile } from './settings.ts'

const PROGRAM = 'grader/gradescope/container/main.ts'
const FILES: Readonly<Record<string, string>> = {
  'setup.sh': 'grader/gradescope/package/setup.sh',
  run_autograder: 'grader/gradescope/package/run_autograder',
  'package.json': 'package.json',
  'package-lock.json': 'package-lock.json',
}

/**
 * The files of the archive, by path.
 *
 * @param course text of the course's file
 * @throws CannotGrade where something of the tree is missing
 */
export function packageOf(tree: SourceTree, course: string, settings: AutograderSettings): Map<string, string> {
  const files = new Map(importClosure([PROGRAM], path => tree.read(REPLACED[path] ?? path)))
  for (const [path, from] of Object.entries(FILES)) {
    const text = tree.read(from)
    if (text === undefined) throw new CannotGrade(`${from}: is not there; the package is made from a whole tree`)
    files.set(path, text)
  }
  files.set(COURSE_FILE, course)
  files.set(SETTINGS_FILE, toSettingsFile(settings))
  return files
}
