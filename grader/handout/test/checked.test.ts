// Handouts as students meet them: what is left to them fails with its own words, and with the solutions in their places it passes.
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { toStudentTerminal } from '../../report/student-terminal.ts'
import type { StageNumber } from '../../result.ts'
import { gradeQuietly, ROOT, reasonsOf } from '../../test/quiet.ts'
import { toHandout } from '../handout.ts'
import { wordsOf } from '../strip.ts'
import { madeHandout, TREE } from './made.ts'
import { run } from './run.ts'

const FIRST_CHECKS = [
  [1, 'echo.word'],
  [2, 'parse.request'],
  [3, 'forward.get'],
  [4, 'keepalive.persists'],
  [5, 'fair.slow-reader'],
  [6, 'id.uuid'],
] as const

describe.each(FIRST_CHECKS)('stage %i', (stage, id) => {
  test('left to the student it fails, and the first line of the failure is a todo of this stage', async () => {
    const { files, todos } = toHandout(TREE, (stage - 1) as 0 | StageNumber)
    const result = await gradeQuietly({ subject: madeHandout(files), stages: [stage], only: [id] })
    const failed = result.checks.find(({ verdict }) => verdict === 'failed')
    const words = todos.filter(each => each.stage === stage).map(({ prompt }) => wordsOf(stage, prompt))
    expect(words).toContain(failed?.reason)
    const report = toStudentTerminal(result, { colour: false, width: 80 })
    expect(report.split('\n').find(line => line.includes('FAILED'))).toBe(`✗ FAILED  ${failed?.reason}`)
  }, 120_000)

  test('with the solutions in their places it passes', async () => {
    const result = await gradeQuietly({
      subject: madeHandout(toHandout(TREE, stage).files),
      stages: [stage],
      only: [id],
    })
    expect(reasonsOf(result)).toEqual([])
  }, 120_000)
})

describe('the commands', () => {
  test('a handout has types that hold, stages that start, and checks of its own that fail with a todo', async () => {
    const out = join(madeHandout(new Map([['empty', '']])), 'made')
    const made = await run(ROOT, ['node', 'grader/handout/main.ts', '--out', out, '--through', '2'])
    expect(made).toMatchObject({ status: 0, stderr: '' })
    expect(made.stdout).toContain('with the solutions of stages up to 2, and ')
    symlinkSync(join(ROOT, 'node_modules'), join(out, 'node_modules'))
    expect(await run(out, ['tsc', '--noEmit'])).toMatchObject({ status: 0, stdout: '' })
    expect(await run(out, ['node', 'stages/run.ts'])).toMatchObject({ status: 0 })
    const check = await run(out, ['node', 'grader/student/main.ts', '3', '--only', 'forward.get'])
    expect(check.status).toBe(1)
    expect(check.stdout).toContain('✗ FAILED  TODO(stage 3): ')
    expect(check.stdout).toContain('npm run check 3 -- --only forward.get')
    const peer = await run(out, ['node', 'grader/main.ts', '--subject', 'peer:nginx'])
    expect(peer).toMatchObject({ status: 2, stderr: expect.stringContaining('no part of a handout; name a folder') })
    const help = await run(out, ['node', 'grader/main.ts', '--help'])
    expect(help.stdout).not.toMatch(/peer:|impostor:/)
  }, 300_000)

  test.each([
    [[], 'where to? --out DIR is missing'],
    [['--out', ''], '--out is empty'],
    [['--out', '/tmp/x', '--through', '7'], '--through 7: a stage, 1 to 6'],
    [['--out', '/tmp/x', '--trough', '2'], "unknown option '--trough'"],
    [['--out', 'stages/handout'], 'stages/handout: lies among the sources'],
    [['--out', 'package.json'], 'package.json: is a file; name a folder'],
    [['--out', 'conf/..'], 'lies among the sources'],
    [['--out', '.hopwise/../node_modules'], 'is not empty'],
    [['--out', '/dev/null/x'], '/dev/null/x: cannot be written: '],
  ])('%j is refused in one line, with status 2', async (flags, words) => {
    const { status, stdout, stderr } = await run(ROOT, ['node', 'grader/handout/main.ts', ...flags])
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain(`handout: `)
    expect(stderr).toContain(words)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})
