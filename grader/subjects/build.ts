// The build of a submission, once, in its working copy: it succeeds, or there is one line with the last that it said.

import { runToEnd } from '../lab/run-to-end.ts'
import type { Contain } from '../subject.ts'
import { CannotGrade, SubjectFault } from '../verdict.ts'
import type { CommandTemplate } from './proxy-json.ts'
import type { WorkingCopy } from './working-copy.ts'

/** A minute for a compiler, another for a busy machine. */
const LIMIT_MS = 120_000
/** So many characters of its last words fit a message that is still read. */
const LAST_WORDS = 300

/** Rejects with SubjectFault, also where `signal` ends it; with CannotGrade where the machine cannot start it. `name` is the submission's. */
export async function build(
  name: string,
  argv: CommandTemplate,
  { directory, scratch, packages }: WorkingCopy,
  contain: Contain,
  signal?: AbortSignal,
): Promise<void> {
  const said = `the build of ${name} (${argv.join(' ')})`
  const command = contain({
    argv,
    cwd: directory,
    files: { reads: packages, writes: [directory, scratch] },
  })
  const end = await runToEnd(command, { directory: scratch, limitMs: LIMIT_MS, signal }).catch(error => {
    const Fault = error instanceof SubjectFault ? SubjectFault : CannotGrade
    throw new Fault(`the build of ${name} could not be started: ${(error as Error).message}`)
  })
  const words = lastWords(`${end.stdout}\n${end.stderr}`)
  if (end.breach !== null) throw new SubjectFault(`${said} ${end.breach}${words}`)
  if (end.timedOut) throw new SubjectFault(`${said} took longer than ${LIMIT_MS / 1000} s${words}`)
  if (end.code === 0) return
  if (signal?.aborted) throw new SubjectFault(`${said} was stopped before it was through${words}`)
  const how = end.code === null ? `was ended by ${end.signal}` : `ended with exit status ${end.code}`
  throw new SubjectFault(`${said} ${how}${words}`)
}

function lastWords(output: string): string {
  const words = output.trim().replace(/\s*\n\s*/g, ' | ')
  if (words === '') return ', and said nothing'
  return `; it said: ${words.length > LAST_WORDS ? `…${words.slice(-LAST_WORDS)}` : words}`
}
