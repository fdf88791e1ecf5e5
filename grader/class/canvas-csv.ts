// canvas.csv: a gradebook that Canvas has exported, with one column filled in. All else stays as it came. Pure.
import { parse, stringify } from 'csv/sync'
import type { Course } from '../course/course.ts'
import { CannotGrade } from '../verdict.ts'
import { delimiterOf } from './csv-text.ts'
import type { ClassRecord } from './record.ts'
import { worthOf } from './worth.ts'

export interface CanvasFilled {
  readonly text: string
  readonly column: string
  /** The points of that column in Canvas, to which all are scaled. */
  readonly possible: number
  /** Students of the class with a score that no row of the gradebook is about. */
  readonly unmatched: readonly string[]
}

/** By what a row's student may be known, in Canvas's own order. */
const WAYS = ['ID', 'SIS User ID', 'SIS Login ID', 'Integration ID', 'Student'] as const

/**
 * @param gradebook the text of the exported file
 * @param wanted the column's heading, or a part of it; undefined: the only one that can be filled in
 * @param course whose points count; undefined: those of the checks
 * @throws CannotGrade, one line
 */
export function toCanvasCsv(
  gradebook: string,
  wanted: string | undefined,
  records: readonly ClassRecord[],
  course?: Course,
): CanvasFilled {
  const delimiter = delimiterOf(gradebook)
  const rows = parseRows(gradebook, delimiter)
  const [heading = []] = rows
  const section = heading.findIndex(each => each.trim() === 'Section')
  const begins = heading[0]?.includes('Student') || heading[0]?.includes('LastName')
  if (!begins || section < 0)
    throw new CannotGrade(
      '--canvas: line 1 is not that of a Canvas gradebook (Student, ID, …, Section, assignments); export it from Canvas',
    )
  const pointsRow = rows.findIndex(row => row[0]?.includes('Points Possible'))
  const column = chooseColumn(rows, section, pointsRow, wanted)
  const possible = Number((rows[pointsRow]?.[column] ?? '').replace(',', '.'))
  if (!Number.isFinite(possible) || possible <= 0)
    throw new CannotGrade(
      `--canvas: the column ${heading[column]} has no points possible; give it some in Canvas and export again`,
    )
  const left = new Map(
    records.filter(each => worthOf(each, course).points !== null).map(record => [record.student.key, record]),
  )
  for (const row of rows.slice(Math.max(1, pointsRow + 1))) {
    const record = findRecord(heading, row, [...left.values()])
    if (record === undefined) continue
    const { points, maxPoints } = worthOf(record, course)
    if (points === null || maxPoints === 0) continue
    row[column] = ((points / maxPoints) * possible).toFixed(2)
    left.delete(record.student.key)
  }
  const text = stringify(rows, { delimiter, ...formOf(gradebook) })
  return { text, column: heading[column] ?? '', possible, unmatched: [...left.keys()] }
}

function findRecord(heading: readonly string[], row: readonly string[], records: readonly ClassRecord[]) {
  for (const way of WAYS) {
    const said = row[heading.findIndex(each => each.trim() === way)]?.trim().toLowerCase()
    if (!said) continue
    const found = records.filter(record => namesOf(record, way).includes(said))
    // Two of the same name are nobody's grade.
    if (found.length === 1) return found[0]
  }
  return undefined
}

function namesOf({ student, submission }: ClassRecord, way: (typeof WAYS)[number]): string[] {
  const { id, email, github, name, key } = student
  const [, canvasId] = /^[^_]+_(?:LATE_)?(\d+)_\d+_/.exec(submission ?? '') ?? []
  const names = way === 'Student' ? [name, sortable(name)] : way === 'ID' ? [canvasId, id] : [id, email, github, key]
  return names.flatMap(each => (each == null ? [] : [each.trim().toLowerCase()]))
}

/** `Ada Lovelace` as Canvas sorts it: `Lovelace, Ada`. */
function sortable(name: string | null): string | null {
  const [, first, last] = /^(.+)\s(\S+)$/.exec(name?.trim() ?? '') ?? []
  return first === undefined ? null : `${last}, ${first}`
}

function chooseColumn(
  rows: readonly string[][],
  section: number,
  pointsRow: number,
  wanted: string | undefined,
): number {
  const [heading = []] = rows
  const places = heading.map((_name, place) => place).slice(section + 1)
  const open = places.filter(
    place => !/read only/i.test(rows[pointsRow]?.[place] ?? '') && heading[place]?.trim() !== '',
  )
  const named = open.map(place => heading[place]).join(', ') || 'none'
  if (wanted === undefined) {
    const [only] = open
    if (open.length === 1 && only !== undefined) return only
    throw new CannotGrade(`--canvas: which column? Say --canvas-column TITLE; those that can be filled in are ${named}`)
  }
  const exact = open.filter(place => heading[place] === wanted)
  const partly = open.filter(place => heading[place]?.toLowerCase().includes(wanted.toLowerCase()))
  const [found] = exact.length === 1 ? exact : partly
  if (found !== undefined && (exact.length === 1 || partly.length === 1)) return found
  throw new CannotGrade(
    `--canvas-column ${wanted}: ${partly.length} columns are called so; those that can be filled in are ${named}`,
  )
}

/** How it begins and ends its lines, which the spreadsheet that opens it next goes by. */
function formOf(text: string): { bom: boolean; record_delimiter: string } {
  return { bom: text.startsWith('\uFEFF'), record_delimiter: /\r\n|\r|\n/.exec(text)?.[0] ?? '\n' }
}

function parseRows(text: string, delimiter: string): string[][] {
  try {
    return parse(text, { bom: true, delimiter, relax_column_count: true, skip_empty_lines: true }) as string[][]
  } catch (error) {
    throw new CannotGrade(`--canvas: cannot be read as CSV: ${(error as Error).message.replace(/\s+/g, ' ')}`)
  }
}
