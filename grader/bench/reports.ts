// Writes a bench's reports: JSON for programs, a page for people. Files are written anew after every result, whole or not at
// all; standard output gets its report once, at the end. EDGE: through writeReport.

import { writeReport } from '../report/write-report.ts'
import type { Options } from './options.ts'
import { toPage } from './page/page.ts'
import type { Report } from './report.ts'

/** Resolves with what belongs on standard output, empty if nothing does yet. Rejects with CannotGrade where a file cannot be written. */
export async function writeReports({ json, html }: Pick<Options, 'json' | 'html'>, report: Report): Promise<string> {
  const wanted = [
    { file: json, toText: () => `${JSON.stringify(report, null, 2)}\n` },
    { file: html, toText: () => toPage(report) },
  ]
  for (const { file, toText } of wanted) if (file !== undefined && file !== '-') await writeReport(file, toText())
  return report.complete ? (wanted.find(({ file }) => file === '-')?.toText() ?? '') : ''
}
