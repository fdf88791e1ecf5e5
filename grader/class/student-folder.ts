// The folder of one student below the output: the record, and what he is given to read. EDGE: reads and writes files.
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder, whyNoFolder } from '../../backends/make-folder.ts'
import { withCapturesFrom } from '../report/capture-link.ts'
import { toHtml } from '../report/html.ts'
import { toJson } from '../report/json.ts'
import { oneLine } from '../report/printable.ts'
import { toTerminal } from '../report/terminal.ts'
import { writeReport } from '../report/write-report.ts'
import type { GradeResult } from '../result.ts'
import { CannotGrade } from '../verdict.ts'
import { type ClassRecord, RECORD_SCHEMA } from './record.ts'

const WIDTH = 100
const REPORTS = ['result.json', 'report.html', 'report.txt'] as const

export function studentFolder(out: string, key: string): string {
  return join(out, 'students', key)
}

/** Where the content of an archive goes: it stays, for whoever wants to repeat a check. */
export function unpackedFolder(out: string, key: string): string {
  return join(studentFolder(out, key), 'submission')
}

/** The record last: where it is, all else is. */
export async function writeStudent(
  out: string,
  record: ClassRecord,
  result: GradeResult | undefined,
  sign: (json: string) => string = json => json,
): Promise<void> {
  const folder = studentFolder(out, record.student.key)
  try {
    makeFolder(folder)
  } catch (error) {
    throw new CannotGrade(`--out ${out}: ${folder} cannot be made: ${whyNoFolder(error)}`)
  }
  await rm(join(folder, 'record.json'), { force: true })
  if (result === undefined) {
    for (const name of REPORTS) await rm(join(folder, name), { force: true })
    await writeReport(join(folder, 'report.txt'), `Not graded: ${oneLine(record.reason ?? record.status)}\n`)
  } else {
    const note = record.reason === null ? '' : `${oneLine(record.reason)}\n\n`
    await writeReport(join(folder, 'result.json'), sign(toJson(result)))
    await writeReport(join(folder, 'report.html'), toHtml(withCapturesFrom(result, folder)))
    await writeReport(
      join(folder, 'report.txt'),
      note + toTerminal(result, { colour: false, verbose: false, width: WIDTH }),
    )
  }
  await writeRecord(out, record)
}

/** Of a student whose reports are there. */
export async function writeRecord(out: string, record: ClassRecord): Promise<void> {
  const file = join(studentFolder(out, record.student.key), 'record.json')
  await writeReport(file, `${JSON.stringify(record, null, 2)}\n`)
}

/** Undefined where there is none that can be read: then he is graded again. */
export async function readRecord(out: string, key: string): Promise<ClassRecord | undefined> {
  try {
    const record: ClassRecord = JSON.parse(await readFile(join(studentFolder(out, key), 'record.json'), 'utf8'))
    return record.schema === RECORD_SCHEMA ? record : undefined
  } catch {
    return undefined
  }
}
