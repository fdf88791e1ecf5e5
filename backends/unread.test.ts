// Programs that write to somebody who has gone, or to where there is no room.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

const UNREAD = join(import.meta.dirname, 'unread.ts')
const WRITER = `
  import { goOnUnread } from ${JSON.stringify(UNREAD)}
  goOnUnread()
  process.stdout.write('one', () => process.stdout.write('two', () => { process.exitCode = 0 }))`

test('a reader who has gone costs nothing', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', WRITER], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  const [[code], errors] = await Promise.all([once(child, 'close'), text(child.stderr)])
  expect([code, errors]).toEqual([0, ''])
})

test.runIf(existsSync('/dev/full'))('output that has no room is told once, and the status is 2', async () => {
  const full = openSync('/dev/full', 'w')
  const child = spawn(process.execPath, ['--input-type=module', '-e', WRITER], { stdio: ['ignore', full, 'pipe'] })
  closeSync(full)
  const [[code], errors] = await Promise.all([
    once(child, 'close'),
    text(child.stderr as NonNullable<typeof child.stderr>),
  ])
  expect([code, errors]).toEqual([
    2,
    'standard output cannot be written (ENOSPC: no space left on device, write); send it to where there is room\n',
  ])
})
