// What `--watch` says between the reports. Pure.
import { oneLine } from '../report/printable.ts'
import type { StageNumber } from '../result.ts'

/** Also what has scrolled away: the report that stands there is the newest. */
export const CLEAR_SCREEN = '\x1b[2J\x1b[3J\x1b[H'

const NAMED = 3

export function againLine(stage: StageNumber, saved: readonly string[]): string {
  const named = saved.slice(0, NAMED).map(oneLine).join(', ')
  const more = saved.length > NAMED ? ` and ${saved.length - NAMED} more` : ''
  return `${named}${more} changed: stage ${stage} is checked again.\n\n`
}

export function idleLine(folder: string): string {
  return `\nSave a file below ${folder} and it is checked again. Ctrl-C ends this.\n`
}
