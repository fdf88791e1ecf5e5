// EDGE: writes a folder of files whole or not at all: beside its place first, and then it is renamed.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { atTheEnd } from '../../backends/last-resort.ts'
import { makeFolder, whyNoFolder } from '../../backends/make-folder.ts'
import { CannotGrade } from '../verdict.ts'

/**
 * @param directory must not be there yet, or be empty
 * @throws CannotGrade with one line; then nothing has been written
 */
export function writeNewFolder(directory: string, files: ReadonlyMap<string, string>): void {
  const target = resolve(directory)
  mustBeFree(target, directory)
  let place: string | undefined
  const takeBack = atTheEnd(() => place !== undefined && rmSync(place, { recursive: true, force: true }))
  try {
    makeFolder(dirname(target))
    place = mkdtempSync(join(dirname(target), `.${basename(target)}-`))
    for (const [path, text] of files) {
      mkdirSync(join(place, dirname(path)), { recursive: true })
      writeFileSync(join(place, path), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 })
    }
    // It was made for one pair of eyes.
    chmodSync(place, 0o777 & ~process.umask())
    if (existsSync(target)) rmdirSync(target)
    renameSync(place, target)
    place = undefined
  } catch (error) {
    throw new CannotGrade(`${directory}: cannot be written: ${whyNoFolder(error)}`)
  } finally {
    if (place !== undefined) rmSync(place, { recursive: true, force: true })
    takeBack()
  }
}

function mustBeFree(target: string, directory: string): void {
  if (!existsSync(target)) return
  if (!statSync(target).isDirectory()) throw new CannotGrade(`${directory}: is a file; name a folder`)
  if (readdirSync(target).length > 0)
    throw new CannotGrade(`${directory}: is not empty; name a folder that is not there yet, or empty this one`)
}
