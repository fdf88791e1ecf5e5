// How a CSV of somebody else is read: which character set it has, and what parts its cells. Pure.
import { CannotGrade } from '../verdict.ts'

/** With the byte order mark, where it has one. Throws CannotGrade, one line; `name` is flag and file. */
export function decodeCsv(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new CannotGrade(`${name}: is not UTF-8 text; save it as UTF-8 (in Excel as "CSV UTF-8") and name that file`)
  }
}

/** As Canvas tells them apart: the one that parts the heading, its first line that is not blank, into most. */
export function delimiterOf(text: string): ',' | ';' | '\t' {
  const heading = text.split(/[\r\n]+/).find(line => line.trim() !== '') ?? ''
  const pieces = (delimiter: string) => heading.split(delimiter).length
  return ([',', ';', '\t'] as const).reduce((best, each) => (pieces(each) > pieces(best) ? each : best))
}
