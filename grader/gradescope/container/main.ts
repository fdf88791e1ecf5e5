// What Gradescope's container runs for a submission: grades it and writes results/results.json, anew after every check. Only
// wires. Its one argument is the platform's folder, `/autograder`. Exit status: 0 when results were written; 2 when the autograder itself
// is broken, and then there are none: nobody gets a nought for that.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../../../backends/command-line.ts'
import { readCourse } from '../../course/course.ts'
import { grade } from '../../grade.ts'
import { bindsAt, CHECKS, pointsOf } from '../../registry.ts'
import { writeReport } from '../../report/write-report.ts'
import { ReportWriter } from '../../report-writer.ts'
import { stopAtSignal } from '../../stop-signal.ts'
import { findSubject } from '../../subjects/find-subject.ts'
import { end } from '../../terminal-output.ts'
import { CannotGrade, MachineFault } from '../../verdict.ts'
import { type AutograderSettings, COURSE_FILE, readAutograderSettings, SETTINGS_FILE } from '../settings.ts'
import { readMetadata } from './metadata.ts'
import { type Asked, toRefusal, toResults } from './results.ts'
import { submissionFolder } from './submission-folder.ts'

/** The platform gives half a processor, and shares it. */
const PLAN = {
  only: undefined,
  backends: 'embedded',
  startVm: false,
  jobs: 2,
  load: false,
  sandbox: 'auto',
  reports: {},
  autolab: false,
  verbose: false,
} as const

const [place = '/autograder'] = process.argv.slice(2)
const source = join(place, 'source')
const results = join(place, 'results')

try {
  mkdirSync(results, { recursive: true })
  await run()
} catch (failure) {
  if (!isExpected(failure)) throw failure
  process.stderr.write(`autograder: ${failure.message}\n`)
  process.exitCode = 2
}
await end()

async function run(): Promise<void> {
  const settings = readAutograderSettings(join(source, SETTINGS_FILE))
  const asked: Asked = {
    course: readCourse(join(source, COURSE_FILE)),
    metadata: readMetadata(join(place, 'submission_metadata.json')),
    pointsOf: stage => CHECKS.filter(check => bindsAt(check, stage)).reduce((sum, check) => sum + pointsOf(check), 0),
  }
  try {
    await gradeInto(join(results, 'results.json'), submissionFolder(join(place, 'submission')), settings, asked)
  } catch (failure) {
    // What can be wrong from here on is the submission: it is told so where its author looks.
    if (!(failure instanceof CannotGrade) || failure instanceof MachineFault) {
      rmSync(join(results, 'results.json'), { force: true })
      throw failure
    }
    process.stderr.write(`autograder: ${failure.message}\n`)
    await writeReport(join(results, 'results.json'), toRefusal(failure.message))
  }
}

function isExpected(failure: unknown): failure is Error {
  return failure instanceof CannotGrade || failure instanceof UsageError
}

async function gradeInto(file: string, folder: string, settings: AutograderSettings, asked: Asked): Promise<void> {
  const stages = findSubject(folder, source).stages.filter(stage => settings.stages.includes(stage))
  if (stages.length === 0) throw new CannotGrade(`none of the stages ${settings.stages.join(', ')} was handed in`)
  // Anew while it goes on, in case the platform's time is up.
  const writer = new ReportWriter({ gradescope: file }, { gradescope: result => toResults(result, asked) })
  const watcher = {
    onStart: writer.writeAll.bind(writer),
    onProgress: () => {},
    onResult: writer.keep.bind(writer),
  }
  const plan = { ...PLAN, subject: folder, stages, seed: settings.seed }
  await writer.writeAll(await grade(plan, source, watcher, stopAtSignal()))
}
