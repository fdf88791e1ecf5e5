import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { readExtraChecks } from './extra-checks.ts'
import { CHECKS, digestOf } from './registry.ts'
import { gradeQuietly } from './test/quiet.ts'

const ONE = `{ id: 'own.nothing', stage: 1, title: 'Nothing.', spec: 'mine', why: 'w', hint: 'h', lesson: 'l', points: 5,
  run: async lab => { const client = await lab.client(); client.send('x'); await client.bytes(1); client.close() } }`

test('they are made like the others, and change the digest of the suite', async () => {
  const file = await moduleOf(`export const CHECKS = [${ONE}]`)
  const only = ['own.nothing']
  const result = await gradeQuietly({ stages: [1], only, extraChecks: file })
  expect(result.checks.map(({ id, verdict, score }) => [id, verdict, score])).toEqual([['own.nothing', 'passed', 5]])
  expect(result.checks[0]?.repeat).toContain(`--extra-checks ${file}`)
  expect(result.suite.digest).not.toBe(digestOf(CHECKS))
})

test.each([
  ['export const checks = []', /CHECKS: expected an array/],
  ['export const CHECKS = []', /CHECKS: /],
  [`export const CHECKS = [{ ...${ONE}, stage: 7 }]`, /CHECKS\[0\]\[stage\]: /],
  [`export const CHECKS = [{ ...${ONE}, run: 1 }]`, /CHECKS\[0\]\[run\]: expected a function/],
  [`export const CHECKS = [${ONE}, ${ONE}]`, /own\.nothing is there already/],
  [`export const CHECKS = [{ ...${ONE}, needs: ['own.other'] }]`, /needs own\.other, which does not stand before it/],
  ['export const CHECKS = [', /cannot be imported: /],
])('%j is refused in one line', async (source, complaint) => {
  const file = await moduleOf(source)
  await expect(readExtraChecks(file)).rejects.toThrow(complaint)
  await expect(readExtraChecks(file)).rejects.toMatchObject({
    name: 'CannotGrade',
    message: expect.not.stringContaining('\n'),
  })
})

test('a file that is not there is named', async () => {
  await expect(readExtraChecks('none/checks.mjs')).rejects.toThrow(
    '--extra-checks none/checks.mjs: there is no such file',
  )
})

test('what a module throws when no check is asked any more ends the run in one line', async () => {
  const file = await moduleOf(`export const CHECKS = [{ ...${ONE}, run: () => new Promise(() => {
    setTimeout(() => { throw new Error('too late') }, 0)
  }) }]`)
  const args = ['--subject', 'reference', '--stages', '1', '--only', 'own.nothing', '--extra-checks', file]
  // A process of its own: vitest wants to know what nobody catches, too.
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [[code], errors] = await Promise.all([once(child, 'close'), text(child.stderr)])
  expect(errors).toMatch(
    /^grade: --extra-checks .*: threw outside of its checks: Error: too late at .*checks\.mjs:\d+.*\n$/,
  )
  expect(code).toBe(2)
})

async function moduleOf(source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hopwise-extra-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'checks.mjs')
  await writeFile(file, source)
  return file
}
