// What a run writes lies outside of the submissions: there the next run would take it for one. EDGE: reads folders.
import { realpathSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { CannotGrade } from '../verdict.ts'

/** Throws CannotGrade, one line, where `folder`, which need not be there yet, lies in that of the submissions. */
export function demandOutside(submissions: string, flag: string, folder: string): void {
  const way = relative(real(submissions), real(folder))
  if (way === '..' || way.startsWith(`..${sep}`) || resolve(way) === way) return
  throw new CannotGrade(
    `${flag} ${folder}: lies in ${submissions}, where the next run would take it for a submission; name a folder outside`,
  )
}

/** Without symbolic links, as far as it is there. */
function real(path: string): string {
  const whole = resolve(path)
  try {
    return realpathSync(whole)
  } catch {
    return whole === dirname(whole) ? whole : join(real(dirname(whole)), basename(whole))
  }
}
