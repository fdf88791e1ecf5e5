// A TMPDIR that is not there is told by every program that needs one: in one line, with the status of bad usage.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const NOWHERE = join(import.meta.dirname, 'nowhere')

test.each([
  ['grade', 'grader/main.ts', ['--subject', 'reference', '--stages', '1']],
  ['check', 'grader/student/main.ts', ['1']],
  ['impostors', 'grader/proof/main.ts', ['stop-drops-the-tail']],
  ['pictures', 'tap/pictures/main.ts', []],
])('npm run %s', async (name, program, args) => {
  const env = { ...process.env, TMPDIR: NOWHERE }
  const child = spawn(process.execPath, [join(ROOT, program), ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const [[code], errors] = await Promise.all([once(child, 'close'), text(child.stderr)])
  expect([code, errors]).toEqual([
    2,
    `${name}: temporary folder ${NOWHERE}: no such folder; set TMPDIR to a writable folder\n`,
  ])
})
