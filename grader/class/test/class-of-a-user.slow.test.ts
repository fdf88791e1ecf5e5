// Whoever grades is seldom root. Then bubblewrap makes user namespaces, and nobody becomes somebody else: the same enemies, graded
// by a user without rights, are contained as well. Needs bubblewrap and python3; as root also setpriv, to become that user.
import { spawnSync } from 'node:child_process'
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse } from 'csv/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const FIXTURES = join(import.meta.dirname, 'fixtures', 'class')
const FOLDER = mkdtempSync(join(tmpdir(), 'hopwise-of-a-user-'))
const CLASS = join(FOLDER, 'class')
const OUT = join(FOLDER, 'out')
const NOBODY = 65_534
const HARMLESS = ['x-reads-others', 'x-writes-results', 'x-connects-outside', 'x-kills-its-parent']
const GREEDY = [
  'x-disk-filler',
  'x-endless-output',
  'x-memory-hog',
  'x-ignores-sigterm',
  'x-daemonises',
  'x-takes-ports',
]
const MINUTES = 60_000

let rows: Map<string, Record<string, string>>
let said: string

beforeAll(() => {
  for (const key of ['ada', 'ines', 'quin', ...HARMLESS, ...GREEDY])
    cpSync(join(FIXTURES, key), join(CLASS, key), { recursive: true, verbatimSymlinks: true })
  mkdirSync(OUT)
  const asUser = process.getuid?.() === 0
  if (asUser) for (const path of [FOLDER, OUT]) chownSync(path, NOBODY, NOBODY)
  const [file = '', ...args] = asUser ? [...becomeNobody(), ...command('/mnt/tree', '/mnt/node/node')] : command(ROOT)
  const { status, stdout, stderr } = spawnSync(file, args, {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, TMPDIR: FOLDER },
    cwd: FOLDER,
  })
  expect(status, stderr).toBe(0)
  said = stdout + stderr
  const csv: Record<string, string>[] = parse(readFileSync(join(OUT, 'grades.csv'), 'utf8'), { columns: true })
  rows = new Map(csv.map(row => [row.student ?? '', row]))
}, 10 * MINUTES)

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

test('it is the sandbox that contains them', () => {
  expect(said).toContain('sandbox: bubblewrap')
})

test('whoever is right has all points, and whoever is wrong has not', () => {
  expect(rows.get('ada')).toMatchObject({ status: 'graded', percent: '100' })
  expect(rows.get('ines')?.status).toBe('graded')
  expect(Number(rows.get('ines')?.percent)).toBeLessThan(100)
})

test('a note names no place of the grader, also where the class was named by a relative path', () => {
  expect(rows.get('quin')?.note).toMatch(/^proxy\.json: not JSON/)
})

// These serve only where they found nothing that was not theirs: a score is the proof.
test.each(HARMLESS)('%s serves', key => {
  expect(rows.get(key), JSON.stringify(rows.get(key))).toMatchObject({ status: 'graded', percent: '100' })
})

test.each(GREEDY)('%s has a row like everybody', key => {
  expect(rows.get(key)?.status).toBe('graded')
})

test('memory is taken back, and the report says so', () => {
  const { leftBehind } = JSON.parse(readFileSync(join(OUT, 'students', 'x-memory-hog', 'result.json'), 'utf8'))
  expect(leftBehind.join('\n')).toContain('the program used more than 1024 MiB of memory and was ended for it')
})

test('nothing is left running, and nothing in the folder for temporary files', () => {
  const processes = spawnSync('ps', ['-axo', 'args'], { encoding: 'utf8' }).stdout
  expect(processes.split('\n').filter(line => line.includes(FOLDER))).toEqual([])
  expect(readdirSync(FOLDER).sort()).toEqual(['class', 'out'])
  expect(existsSync('/etc/servers.conf')).toBe(false)
})

function command(tree: string, node = process.execPath): string[] {
  const setting = ['--stages', '1', '--seed', '7', '--sandbox', 'bwrap']
  return [node, join(tree, 'grader', 'class', 'main.ts'), 'class', '--out', OUT, ...setting]
}

/** The tree may lie where only root gets: it is shown at another place, piece by piece. */
function becomeNobody(): string[] {
  const pieces = readdirSync(ROOT).filter(name => name !== '.git')
  return [
    'bwrap',
    ...['--dev-bind', '/', '/', '--tmpfs', '/mnt', '--chmod', '0755', '/mnt', '--perms', '0755', '--dir', '/mnt/tree'],
    ...pieces.flatMap(name => ['--ro-bind', join(ROOT, name), `/mnt/tree/${name}`]),
    ...['--ro-bind', dirname(process.execPath), '/mnt/node'],
    ...['--', 'setpriv', '--reuid', `${NOBODY}`, '--regid', `${NOBODY}`, '--clear-groups', '--'],
  ]
}
