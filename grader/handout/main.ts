// `npm run handout`: from this tree to the one that students are given. Only wires. Exit status: 0; 2 where it cannot be made,
// and then nothing is.
import { join, relative, resolve } from 'node:path'
import { UsageError } from '../../backends/command-line.ts'
import { goOnUnread } from '../../backends/unread.ts'
import { toShellLine } from '../shell-line.ts'
import { CannotGrade } from '../verdict.ts'
import { toHandout } from './handout.ts'
import { writeNewFolder } from './new-folder.ts'
import { type HandoutOptions, HELP, readHandoutRequest } from './options.ts'
import { sourceFolder } from './source-folder.ts'

const ROOT = join(import.meta.dirname, '..', '..')

goOnUnread()
try {
  const request = readHandoutRequest(process.argv.slice(2), process.env)
  if (request.show === 'help') process.stdout.write(HELP)
  else make(request.options)
} catch (failure) {
  if (!(failure instanceof UsageError) && !(failure instanceof CannotGrade)) throw failure
  process.stderr.write(`handout: ${failure.message}\n`)
  process.exitCode = 2
}

function make({ out, through }: HandoutOptions): void {
  const [room] = relative(ROOT, resolve(out)).split(/[/\\]/)
  if (['stages', 'grader', 'backends', 'conf', 'starters', ''].includes(room ?? ''))
    throw new CannotGrade(`${out}: lies among the sources; name a folder outside of this tree`)
  const { files, todos } = toHandout(sourceFolder(ROOT), through)
  writeNewFolder(out, files)
  const kept = through === 0 ? 'no solutions' : `the solutions of stages up to ${through}`
  process.stdout.write(`${out}: ${files.size} files with ${kept}, and ${todos.length} todos.\n`)
  process.stdout.write(`Try it: ${toShellLine(['cd', out])} && npm ci && npm run check ${Math.min(6, through + 1)}\n`)
}
