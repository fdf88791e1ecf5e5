import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

const MAIN = join(import.meta.dirname, 'main.ts')

test('--help tells what would be written over, and writes nothing', async () => {
  const { code, said, errors } = await pictures('--help')
  expect([code, errors]).toEqual([0, ''])
  expect(said).toMatch(/^Usage: npm run pictures\n/)
  expect(said).toContain('over stages/NN-name/packets.svg')
})

test.each([
  ['--stage', "unknown option '--stage'"],
  ['3', "unexpected argument '3'"],
])('%s is refused', async (argument, complaint) => {
  const remedy = 'npm run pictures takes no flags; -- --help tells what it does'
  expect(await pictures(argument)).toEqual({ code: 2, said: '', errors: `pictures: ${complaint}; ${remedy}\n` })
})

async function pictures(...args: string[]): Promise<{ code: number; said: string; errors: string }> {
  // Without a temporary folder it can make no picture, whatever it makes of its arguments.
  const env = { ...process.env, TMPDIR: join(import.meta.dirname, 'nowhere') }
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [[code], said, errors] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)])
  return { code, said, errors }
}
