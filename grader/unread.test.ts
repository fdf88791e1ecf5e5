// `npm run grade -- --list --json - | head -1`: who reads goes, and nobody is told of it with a stack trace.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

test.each([
  ['main.ts', ['--list', '--json', '-']],
  ['proof/main.ts', ['--list']],
])('%s %j ends well though nobody reads it', async (program, args) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, program), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.destroy()
  const [[code], errors] = await Promise.all([once(child, 'close'), text(child.stderr)])
  expect([code, errors]).toEqual([0, ''])
})
