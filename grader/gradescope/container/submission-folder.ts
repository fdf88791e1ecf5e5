// EDGE: looks into a folder. Where a submission begins: students pack a folder around their files, and systems one beside it.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The folder itself, or the only one in it that says what to start; the folder itself where that is not clear. */
export function submissionFolder(folder: string): string {
  if (isSubmission(folder) || !existsSync(folder)) return folder
  const inside = readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && entry.name !== '__MACOSX')
    .map(({ name }) => join(folder, name))
    .filter(isSubmission)
  return inside.length === 1 ? (inside[0] as string) : folder
}

function isSubmission(folder: string): boolean {
  return existsSync(join(folder, 'proxy.json')) || existsSync(join(folder, 'stages'))
}
