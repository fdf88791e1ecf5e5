// Writes what stands for a whole class: tables and the page. EDGE: reads and writes files.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeReport } from '../report/write-report.ts'
import { CannotGrade } from '../verdict.ts'
import { toCanvasCsv } from './canvas-csv.ts'
import type { ClassFile } from './class-file.ts'
import { toClassPage } from './class-page.ts'
import { courseNotes } from './course-notes.ts'
import { decodeCsv } from './csv-text.ts'
import { toGradesCsv } from './grades-csv.ts'
import type { ClassRecord } from './record.ts'

export interface Canvas {
  /** The gradebook that Canvas exported. */
  readonly file: string
  readonly column: string | undefined
}

/** Read before anything is graded: a file that is missing or no gradebook must not be found out behind a night of work. */
export async function readGradebook({ file, column }: Canvas): Promise<string> {
  const bytes = await readFile(file).catch(() => {
    throw new CannotGrade(
      `--canvas ${file}: cannot be read; export the gradebook from Canvas as CSV and name that file`,
    )
  })
  const text = decodeCsv(bytes, `--canvas ${file}`)
  toCanvasCsv(text, column, [])
  return text
}

/** Resolves with what the instructor must know of them, one line each. */
export async function writeOutputs(
  out: string,
  { plan, course, sandbox }: Pick<ClassFile, 'plan' | 'course' | 'sandbox'>,
  records: readonly ClassRecord[],
  canvas: (Canvas & { readonly text: string }) | undefined,
): Promise<string[]> {
  await writeReport(join(out, 'grades.csv'), toGradesCsv(plan, records, course))
  await writeReport(join(out, 'class.html'), toClassPage(plan, records, sandbox, course))
  if (canvas === undefined) return courseNotes(course, records, undefined)
  const filled = toCanvasCsv(canvas.text, canvas.column, records, course)
  await writeReport(join(out, 'canvas.csv'), filled.text)
  const strangers = filled.unmatched.map(
    key => `${key} stands in no row of ${canvas.file}; put his Canvas ID or login into the roster`,
  )
  return [...courseNotes(course, records, filled), ...strangers]
}
