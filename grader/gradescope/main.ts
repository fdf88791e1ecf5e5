// `npm run package:gradescope`: the archive that Gradescope builds its autograder from. Only wires. Exit status: 0; 2 where it
// cannot be made, and then nothing is.
import { randomInt } from 'node:crypto'
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UsageError } from '../../backends/command-line.ts'
import { goOnUnread } from '../../backends/unread.ts'
import { readCourse, toCourseJson } from '../course/course.ts'
import { onlyStages } from '../course/only-stages.ts'
import { sourceFolder } from '../handout/source-folder.ts'
import { remedy } from '../report/write-report.ts'
import { CannotGrade } from '../verdict.ts'
import { toZip } from './archive.ts'
import { HELP, type PackageOptions, readPackageRequest } from './options.ts'
import { packageOf } from './package.ts'

const ROOT = join(import.meta.dirname, '..', '..')

goOnUnread()
try {
  const request = readPackageRequest(process.argv.slice(2), process.env)
  if (request.show === 'help') process.stdout.write(HELP)
  else await make(request.options)
} catch (failure) {
  if (!(failure instanceof UsageError) && !(failure instanceof CannotGrade)) throw failure
  process.stderr.write(`package:gradescope: ${failure.message}\n`)
  process.exitCode = 2
}

async function make({ out, stages: asked, course: file, seed = randomInt(2 ** 31) }: PackageOptions): Promise<void> {
  const courseFile = file ?? join(ROOT, 'course.json')
  const whole = readCourse(courseFile)
  const stages = asked ?? [...whole.stages.keys()]
  const course = onlyStages(whole, stages, courseFile)
  const text = `${JSON.stringify(toCourseJson(course), null, 2)}\n`
  const files = packageOf(sourceFolder(ROOT), text, { stages, seed })
  writeWhole(out, await toZip(files))
  const points = stages.reduce((sum, stage) => sum + (course.stages.get(stage)?.points ?? 0), 0)
  process.stdout.write(`${out}: ${files.size} files, stages ${stages.join(', ')}, seed ${seed}.\n`)
  process.stdout.write(`Upload it as autograder of an assignment of ${points} points.\n`)
}

function writeWhole(file: string, bytes: Buffer): void {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, bytes, { flag: 'wx' })
    renameSync(temporary, file)
  } catch (error) {
    // Where it could not be made there is nothing to remove, and below a file not even that can be said.
    if (existsSync(temporary)) rmSync(temporary, { force: true })
    throw new CannotGrade(
      `${file}: cannot be written: ${remedy(dirname(file), (error as NodeJS.ErrnoException).code ?? String(error))}`,
    )
  }
}
