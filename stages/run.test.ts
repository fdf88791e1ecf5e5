import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

function run(args: string[], env: NodeJS.ProcessEnv = {}) {
  const { FORCE_COLOR: _, NO_COLOR: __, ...inherited } = process.env
  const program = join(import.meta.dirname, 'run.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: { ...inherited, ...env },
  })
  return { status, stdout, stderr }
}

test('the ladder goes to standard output, plain on a pipe', () => {
  const { status, stdout, stderr } = run([])
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toContain('│ 6  request id     many clients on few connections\n')
})

test('NO_COLOR wins over FORCE_COLOR', () => {
  expect(run([], { FORCE_COLOR: '1' }).stdout).toContain('\u001B[')
  expect(run([], { FORCE_COLOR: '1', NO_COLOR: '1' }).stdout).not.toContain('\u001B[')
})

test('a refusal is one line and status 2', () => {
  expect(run(['9'])).toEqual({
    status: 2,
    stdout: '',
    stderr: 'stage: there is no stage 9: they are 1 to 6, and npm run stage shows them\n',
  })
})

test('--help shows every flag', () => {
  const { status, stdout } = run(['--help'])
  expect(status).toBe(0)
  for (const flag of ['--port', '--host', '--conf', '--strategy', '--log']) expect(stdout).toContain(flag)
})
