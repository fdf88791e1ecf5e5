// The recorded table impostor × check: which checks each impostor failed when it was last graded whole. Kept beside the
// catalogue, which says what each is there to fail: a check that begins to fail more, or less, shows in the diff. EDGE: reads
// and writes the file.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const TABLE_FILE = join(import.meta.dirname, 'table.json')

/** Ids of the failed checks in the order of their names, by the impostor's name. */
export type Table = Readonly<Record<string, readonly string[]>>

export function readTable(): Table {
  return JSON.parse(readFileSync(TABLE_FILE, 'utf8'))
}

/** The file's text: one impostor a line, in the order of the names, so that a change is a line of the diff. */
export function toText(table: Table): string {
  const lines = Object.entries(table)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, fails]) => `  ${JSON.stringify(name)}: ${JSON.stringify([...fails].sort())}`)
  return `{\n${lines.join(',\n')}\n}\n`
}

export function writeTable(table: Table): void {
  writeFileSync(TABLE_FILE, toText(table))
}
