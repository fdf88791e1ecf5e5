// The archive, unpacked into folders that are laid out like the platform's, and its scripts run there. Needs python3, which unpacks.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { toHandout } from '../../handout/handout.ts'
import { writeNewFolder } from '../../handout/new-folder.ts'
import { TREE } from '../../handout/test/made.ts'
import { run } from '../../handout/test/run.ts'
import { ROOT } from '../../test/quiet.ts'

const PLACE = mkdtempSync(join(tmpdir(), 'hopwise-gradescope-'))
const AUTOGRADER = join(PLACE, 'autograder')
const SOURCE = join(AUTOGRADER, 'source')
const SUBMISSION = join(AUTOGRADER, 'submission')
const ZIP = join(PLACE, 'autograder.zip')

/** setup.sh installs programs on the machine: CI's is there for that, and a developer's has what it needs. */
const INSTALLS = process.env.CI === 'true' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

// Unpacks as unzip does, with the modes.
const UNZIP = `
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    for each in archive.infolist():
        os.chmod(archive.extract(each, sys.argv[2]), each.external_attr >> 16 & 0o777)
`

beforeAll(async () => {
  const made = await run(ROOT, ['node', 'grader/gradescope/main.ts', '--out', ZIP, '--stages', '1-2', '--seed', '7'])
  expect(made).toMatchObject({ status: 0, stderr: '' })
  expect(made.stdout).toContain('assignment of 25 points')
  expect(spawnSync('python3', ['-c', UNZIP, ZIP, SOURCE]).status).toBe(0)
  cpSync(join(SOURCE, 'run_autograder'), join(AUTOGRADER, 'run_autograder'))
  if (!INSTALLS) return symlinkSync(join(ROOT, 'node_modules'), join(SOURCE, 'node_modules'))
  const { status, stdout, stderr } = spawnSync('bash', [join(SOURCE, 'setup.sh')], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  expect(stdout.trim().split('\n').at(-1)).toBe(process.version)
}, 15 * 60_000)

beforeEach(() => {
  for (const name of ['submission', 'results', 'submission_metadata.json'])
    rmSync(join(AUTOGRADER, name), { recursive: true, force: true })
  mkdirSync(SUBMISSION)
  handIn(new Date().toISOString())
})

afterAll(() => rmSync(PLACE, { recursive: true, force: true }))

test('the root of the archive holds the two scripts, and neither solutions nor impostors are in it', () => {
  expect(spawnSync('test', ['-x', join(SOURCE, 'run_autograder')]).status).toBe(0)
  expect(spawnSync('bash', ['-n', join(SOURCE, 'setup.sh')]).status).toBe(0)
  expect(existsSync(join(SOURCE, 'stages'))).toBe(false)
  expect(existsSync(join(SOURCE, 'grader', 'impostors'))).toBe(false)
  expect(JSON.parse(readFileSync(join(SOURCE, 'autograder.json'), 'utf8'))).toEqual({ stages: [1, 2], seed: 7 })
})

test('the same settings make the same archive', async () => {
  const again = join(PLACE, 'again.zip')
  await run(ROOT, ['node', 'grader/gradescope/main.ts', '--out', again, '--stages', '1-2', '--seed', '7'])
  expect(readFileSync(again).equals(readFileSync(ZIP))).toBe(true)
})

describe('a submission', () => {
  test('of the reference has all points, those of the course', async () => {
    writeNewFolder(join(SUBMISSION, 'ada-networks'), toHandout(TREE, 2).files)
    const results = await graded()
    expect(results.score).toBe(25)
    expect(sum(results.tests, 'max_score')).toBeCloseTo(25, 1)
    expect(sum(results.tests, 'score')).toBeCloseTo(25, 1)
    expect(results.output).toContain('25 of 25 points.')
    expect(results.output).toContain('seed 7')
  })

  test('that came late has less', async () => {
    writeFileSync(join(SUBMISSION, 'proxy.json'), '{"stages":{"1":{"run":["python3","echo.py","--port","{port}"]}}}')
    cpSync(join(ROOT, 'starters', '01-echo-python', 'echo.py'), join(SUBMISSION, 'echo.py'))
    handIn('2026-03-03T13:00:00.000000-08:00', '2026-03-01T23:59:00.000000-08:00')
    const results = await graded()
    expect(results.output).toContain('Stage 1 came late: 20 % of its points are taken off.')
    expect(results.score).toBe(8)
    expect(results.tests.at(-1)).toMatchObject({ name: 'Stage 2 was not handed in.', score: 0, max_score: 15 })
  })

  test('with todos left has none, and each says so in its first line', async () => {
    writeNewFolder(join(SUBMISSION, 'x'), toHandout(TREE, 0).files)
    const { score, tests } = await graded()
    expect(score).toBeLessThan(6)
    expect(tests.find((each: { output: string }) => each.output.includes('FAILED')).output).toMatch(
      /^✗ FAILED {2}TODO\(stage 1\): /,
    )
  })

  test.each([
    ['that is empty', () => {}, 'says nowhere what to start'],
    ['whose proxy.json is broken', () => writeFileSync(join(SUBMISSION, 'proxy.json'), '{'), 'proxy.json: not JSON'],
    [
      'of other stages',
      () => writeFileSync(join(SUBMISSION, 'proxy.json'), '{"stages":{"5":{"run":["a","{port}","{conf}"]}}}'),
      'none of the stages 1, 2 was handed in',
    ],
    [
      'that cannot be built',
      () => writeFileSync(join(SUBMISSION, 'proxy.json'), '{"build":["false"],"run":["a","{port}","{conf}"]}'),
      'false',
    ],
  ])('%s has no points, and is told why', async (_what, make, words) => {
    make()
    const { score, output } = await graded()
    expect(score).toBe(0)
    expect(output).toContain(words)
    expect(output.trim().split('\n').length).toBeLessThan(6)
  })
})

test('a broken autograder leaves no results', async () => {
  const settings = readFileSync(join(SOURCE, 'course.json'))
  writeFileSync(join(SOURCE, 'course.json'), '{')
  const { status, stderr } = await autograder()
  writeFileSync(join(SOURCE, 'course.json'), settings)
  expect([status, existsSync(join(AUTOGRADER, 'results', 'results.json'))]).toEqual([2, false])
  expect(stderr).toContain('course.json: not JSON')
})

async function graded() {
  const { status, stderr } = await autograder()
  expect(status, stderr).toBe(0)
  return JSON.parse(readFileSync(join(AUTOGRADER, 'results', 'results.json'), 'utf8'))
}

function autograder() {
  process.env.AUTOGRADER = AUTOGRADER
  return run(AUTOGRADER, ['./run_autograder'])
}

/** As the platform writes them. */
function handIn(createdAt: string, dueDate?: string): void {
  const assignment = {
    id: 1,
    title: 'Echo',
    due_date: dueDate ?? '2099-01-01T00:00:00.000000-08:00',
    total_points: '25.0',
  }
  const metadata = {
    id: 9,
    created_at: createdAt,
    assignment,
    submission_method: 'upload',
    users: [],
    previous_submissions: [],
  }
  writeFileSync(join(AUTOGRADER, 'submission_metadata.json'), JSON.stringify(metadata))
}

function sum(tests: readonly Record<string, number>[], key: string): number {
  return tests.reduce((total, test) => total + (test[key] ?? 0), 0)
}
