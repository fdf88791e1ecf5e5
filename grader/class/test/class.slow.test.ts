// A whole class of friends, beginners and enemies, graded by the command line in the sandbox: everybody has an honest row, nobody
// harms another, nothing is left. Needs bubblewrap and python3.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GradeResult } from '../../result.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const CLASS = join(import.meta.dirname, 'fixtures', 'class')
const FOLDER = mkdtempSync(join(tmpdir(), 'hopwise-class-'))
const OUT = join(FOLDER, 'out')
const SETTING = ['--stages', '1', '--seed', '7', '--sandbox', 'bwrap']
const MINUTES = 60_000

let rows: Map<string, Record<string, string>>
let before: readonly string[]

beforeAll(() => {
  before = leftInTmp()
  const { status, stdout, stderr } = run(CLASS, '--out', OUT, ...SETTING)
  expect(status, stderr).toBe(0)
  expect(stdout).toContain('40 students: ')
  rows = rowsOf(OUT)
}, 20 * MINUTES)

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

test('whoever is right has all points, in whatever form it was handed in', () => {
  const right = ['ada', 'bob', 'carl', 'dora', 'erin', 'fred', 'gina', 'hugo']
  expect(right.map(key => [key, rows.get(key)?.status, rows.get(key)?.percent])).toEqual(
    right.map(key => [key, 'graded', '100']),
  )
})

// Whether it is ended for its processes or does not come to listen because of them, is a race that it runs with itself.
test('x-fork-bomb is graded, and the row says why', () => {
  const note = /had more than 1100 processes and was ended for it|nothing listens on/
  expect(rows.get('x-fork-bomb')).toMatchObject({ status: 'graded', percent: '0', note: expect.stringMatching(note) })
})

test.each([
  ['ines', 'graded', ''],
  ['jack', 'graded', ''],
  ['kate', 'graded', ''],
  ['liam', 'graded', ''],
  ['mona', 'graded', 'nothing listens on'],
  ['nils', 'graded', 'TypeError: it does not work yet'],
  ['olga', 'graded', 'there is no ./echo-that-is-not-there'],
  ['paul', 'refused', 'it said: no compiler'],
  ['quin', 'refused', 'proxy.json: not JSON'],
  ['rosa', 'refused', 'unknown key "bulid"'],
  ['seth', 'refused', 'says nowhere what to start'],
  ['tess', 'refused', 'it is empty'],
  ['umar', 'refused', 'cannot be unpacked'],
  ['vera.rar', 'refused', 'neither a folder nor a zip'],
  ['x-link-out', 'refused', 'leads out of it: borrowed.json'],
  ['x-tar-link', 'refused', 'holds a link'],
  ['x-tar-out', 'refused', 'holds the path'],
  ['x-zip-link', 'refused', 'holds a link'],
  ['x-zip-out', 'refused', 'escaped.py'],
])('%s is %s, and the row says why', (key, status, note) => {
  expect(rows.get(key)).toMatchObject({ status, note: expect.stringContaining(note) })
  expect(Number(rows.get(key)?.percent)).toBeLessThan(100)
})

describe('contained', () => {
  // These serve only where they found nothing that was not theirs: a score is the proof.
  test.each(['x-reads-others', 'x-writes-results', 'x-connects-outside', 'x-kills-its-parent'])('%s serves', key => {
    expect(rows.get(key), JSON.stringify(rows.get(key))).toMatchObject({ status: 'graded', percent: '100' })
  })

  test.each([
    'x-disk-filler',
    'x-endless-output',
    'x-ignores-sigterm',
    'x-daemonises',
    'x-takes-ports',
  ])('%s has a row like everybody', key => expect(rows.get(key)?.status).toBe('graded'))

  test('memory is taken back, and the report says so', () => {
    const { leftBehind } = resultOf('x-memory-hog')
    expect(leftBehind.join('\n')).toContain('the program used more than 1024 MiB of memory and was ended for it')
  })

  test('who stays when it should go is told of', () => {
    for (const key of ['x-ignores-sigterm', 'x-daemonises'])
      expect(resultOf(key).leftBehind.join('\n'), key).toContain('still ran after SIGTERM')
  })

  test('a link for the grader to write through leads nowhere', () => {
    expect(existsSync('/etc/servers.conf')).toBe(false)
  })
})

test('nothing is left running, and nothing in the folder for temporary files', () => {
  const processes = spawnSync('ps', ['-axo', 'args'], { encoding: 'utf8' }).stdout
  expect(processes).not.toContain(join(FOLDER, 'out'))
  expect(processes.split('\n').filter(line => /hopwise-(?:worker|subject)-|echo\.py/.test(line))).toEqual([])
  expect(leftInTmp().filter(name => !before.includes(name))).toEqual([])
})

test('the same again grades nobody', () => {
  const { status, stderr } = run(CLASS, '--out', OUT, ...SETTING)
  expect(status).toBe(0)
  const told = stderr.split('\n').filter(line => /^\d+\/40 /.test(line))
  expect(told).toHaveLength(40)
  expect(told.filter(line => !line.includes(', unchanged,'))).toEqual([])
})

test(
  'two shards merged equal one run',
  () => {
    const [first, second, merged] = ['s1', 's2', 'merged'].map(name => join(FOLDER, name)) as [string, string, string]
    for (const [index, out] of [first, second].entries())
      expect(run(CLASS, '--out', out, ...SETTING, '--shard', `${index + 1}/2`).status).toBe(0)
    expect(run('merge', first, '--out', merged)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('2 is missing'),
    })
    expect(run('merge', first, second, '--out', merged).status).toBe(0)
    // What depends on the moment (which of two crowds came first) may differ by a check; who was graded, and how, may not.
    // Who takes ports at random, or forks until it may not, ends now in one way, now in another.
    const drawn = ['x-takes-ports', 'x-fork-bomb']
    const essence = (out: string) =>
      [...rowsOf(out).values()].map(row => {
        const note = drawn.includes(row.student ?? '') ? '' : row.note
        return [row.student, row.status, note, row.submission_sha256]
      })
    expect(essence(merged)).toEqual(essence(OUT))
    const steady = ['ada', 'bob', 'ines', 'nils', 'paul', 'x-writes-results']
    for (const key of steady) expect(rowsOf(merged).get(key)).toEqual(rows.get(key))
    expect(readdirSync(join(merged, 'students'))).toEqual(readdirSync(join(OUT, 'students')))
  },
  20 * MINUTES,
)

function run(...args: string[]) {
  const main = join(ROOT, 'grader', 'class', 'main.ts')
  return spawnSync(process.execPath, [main, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
}

function rowsOf(out: string): Map<string, Record<string, string>> {
  const read = parse(readFileSync(join(out, 'grades.csv'), 'utf8'), { columns: true }) as Record<string, string>[]
  return new Map(read.map(row => [row.student ?? '', row]))
}

function resultOf(key: string): GradeResult {
  return JSON.parse(readFileSync(join(OUT, 'students', key, 'result.json'), 'utf8'))
}

function leftInTmp(): string[] {
  return readdirSync(tmpdir()).filter(name => /^hopwise-(?:worker|subject|lab|compiled)-/.test(name))
}
