// A step of the handout's workflow, run as GitHub would: the reporter gets what the step leaves in its output. Needs bash and npm.
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../../test/quiet.ts'
import { toHandout } from '../handout.ts'
import { madeHandout, TREE } from './made.ts'
import { run } from './run.ts'

test('the result of a stage goes to the step’s output, and nothing that is printed is a command meanwhile', async () => {
  const { status, stdout, output } = await step(() => {})
  expect(status).toBe(0)
  const result = JSON.parse(Buffer.from(output.replace(/^result=/, ''), 'base64').toString('utf8'))
  expect(result).toMatchObject({ version: 1, status: 'pass', max_score: expect.any(Number) })
  expect(output.trim().split('\n')).toHaveLength(1)
  const [, token = ''] = /^::stop-commands::(\S+)\n/.exec(stdout) ?? []
  expect(stdout.trim().endsWith(`::${token}::`)).toBe(true)
})

test('todos are a result like any other', async () => {
  const { status, output } = await step(folder => {
    const bare = toHandout(TREE, 0).files.get('stages/01-echo/echo.ts') ?? ''
    writeFileSync(join(folder, 'stages', '01-echo', 'echo.ts'), bare)
  })
  expect(status).toBe(0)
  expect(JSON.parse(Buffer.from(output.replace(/^result=/, ''), 'base64').toString('utf8')).status).toBe('fail')
})

test('without a result the step fails', async () => {
  const { status, stdout, output } = await step(folder => writeFileSync(join(folder, 'grader', 'main.ts'), 'broken('))
  expect([status, output]).toEqual([1, ''])
  expect(stdout).toContain('::error::stage 1 could not be graded')
})

async function step(spoil: (folder: string) => void) {
  const folder = madeHandout(toHandout(TREE, 1).files)
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  spoil(folder)
  const file = join(folder, 'output')
  writeFileSync(file, '')
  process.env.GITHUB_OUTPUT = file
  const ran = await run(folder, ['bash', '.github/grade-stage.sh', '1'])
  return { ...ran, output: readFileSync(file, 'utf8') }
}
