// A handout on the disk, for tests that start its programs. It borrows the packages of this tree.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { ROOT } from '../../test/quiet.ts'
import { toHandout } from '../handout.ts'
import { writeNewFolder } from '../new-folder.ts'
import { sourceFolder } from '../source-folder.ts'

/** The folder; it is removed when the test has finished. */
export function madeHandout(files: ReadonlyMap<string, string>): string {
  const place = mkdtempSync(join(tmpdir(), 'hopwise-handout-'))
  onTestFinished(() => rmSync(place, { recursive: true, force: true }))
  const folder = join(place, 'handout')
  writeNewFolder(folder, files)
  return folder
}

export const TREE = sourceFolder(ROOT)

/** What of a handout runs: with all solutions but those that `isLeft` chooses. */
export function programsWithout(isLeft: (path: string) => string | undefined): Map<string, string> {
  const whole = [...toHandout(TREE, 6).files].filter(([path]) => /^(?:stages|starters)\/|^package\.json$/.test(path))
  return new Map(whole.map(([path, text]) => [path, isLeft(path) ?? text]))
}
