// `npm run grade`: the instructor's view. Only wires: reads the command line, grades, writes the reports. Exit status: 0 all
// passed, 1 a check failed, 2 it could not be graded.
import { join } from 'node:path'
import { UsageError } from '../backends/command-line.ts'
import { grade } from './grade.ts'
import { HELP, readOptions } from './options.ts'
import { CannotGrade } from './verdict.ts'

const ROOT = join(import.meta.dirname, '..')

try {
  const request = readOptions(process.argv.slice(2), process.env)
  if (request.show === 'help') process.stdout.write(HELP)
  else if (request.show === 'grade') {
    const stop = new AbortController()
    process.once('SIGINT', () => stop.abort())
    const result = await grade(request.options, ROOT, { onProgress() {}, onResult() {} }, stop.signal)
    for (const check of result.checks) {
      if (check.verdict === 'passed' && check.warnings.length === 0) continue
      console.log(
        check.stage,
        check.id,
        check.verdict,
        check.reason,
        '| expected',
        check.expected,
        '| actual',
        check.actual,
        check.warnings,
      )
      if (request.options.verbose)
        for (const { atMs, connection, from, to, kind, bytes, byteCount } of check.evidence)
          console.log(
            `  ${atMs} ${connection}: ${from} > ${to} ${kind} ${byteCount} ${JSON.stringify(bytes.slice(0, 300))}`,
          )
    }
    console.log(
      result.stages
        .map(
          stage =>
            `stage ${stage.stage}: ${stage.score}/${stage.maxScore}, ${stage.failed} failed, start ${stage.startUpMs}`,
        )
        .join('\n'),
      result.durationMs,
      'ms',
      result.leftBehind,
    )
    process.exitCode = result.stages.some(({ failed }) => failed > 0) ? 1 : 0
  }
} catch (failure) {
  if (!(failure instanceof UsageError) && !(failure instanceof CannotGrade)) throw failure
  process.stderr.write(`grade: ${failure.message}\n`)
  process.exitCode = 2
}
