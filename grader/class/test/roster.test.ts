import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { toKeys } from '../keys.ts'
import { matchRoster, readRoster } from '../roster.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'hopwise-roster-'))
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

const SUBMISSIONS = ['ada', 'networks-bobb', 'carlc_10342_88123_proxy.zip', 'guest'].map(entry => ({
  entry,
  key: entry.replace('.zip', ''),
}))

test('everybody stands in the list: who handed in, known or not, and who did not', () => {
  const roster = readRoster(
    file('submission,id,name,email\nada,1041,Ada L,ada@x.test\n,10342,Carl,carl@x.test\n,7,Dora,dora@x.test\n'),
  )
  const found = matchRoster(SUBMISSIONS, roster).map(({ submission, student }) => [submission?.entry, student.name])
  expect(found).toEqual([
    [undefined, 'Dora'],
    ['ada', 'Ada L'],
    ['carlc_10342_88123_proxy.zip', 'Carl'],
    ['guest', null],
    ['networks-bobb', null],
  ])
})

test("GitHub Classroom's roster names repositories by the end of their name", () => {
  const roster = readRoster(file('"identifier","github_username","github_id","name"\n"Bob B","bobb","12",""\n'))
  expect(matchRoster(SUBMISSIONS, roster).find(({ student }) => student.id === 'Bob B')?.submission?.entry).toBe(
    'networks-bobb',
  )
})

test('the moment of handing in is known with its time zone', () => {
  const roster = readRoster(file('id,submitted\nada,2026-10-26T00:10:00+02:00\nguest,\n'))
  expect(matchRoster(SUBMISSIONS, roster).map(({ student }) => [student.key, student.submitted])).toEqual([
    ['ada', '2026-10-26T00:10:00+02:00'],
    ['carlc_10342_88123_proxy', null],
    ['guest', null],
    ['networks-bobb', null],
  ])
})

test("GitHub Classroom's list of grades says when the last commit came, which the column submitted overrules", () => {
  const grades = [
    'github_username,student_repository_name,submission_timestamp,submitted',
    'ada,ada,2026-10-25 21:59:00 UTC,',
    'bobb,networks-bobb,2026-10-25T21:59:01Z,',
    'carlc,carlc_10342_88123_proxy.zip,10-25-2026,',
    'guest,guest,2026-10-25 21:59:00 UTC,2026-10-24T00:00:00+02:00',
  ]
  const found = matchRoster(SUBMISSIONS, readRoster(file(`${grades.join('\n')}\n`)))
  expect(found.map(({ student }) => [student.key, student.submitted])).toEqual([
    ['ada', '2026-10-25T21:59:00Z'],
    ['carlc_10342_88123_proxy', null],
    ['guest', '2026-10-24T00:00:00+02:00'],
    ['networks-bobb', '2026-10-25T21:59:01Z'],
  ])
})

test.each([
  '2026-10-26',
  '2026-10-26T00:10:00',
  'yesterday',
  '2026-02-30T00:10:00Z',
])('%s is no moment, and the line that says so is named, blank lines or not', moment => {
  const path = file(`id,submitted\n\nada,2026-10-26T00:10:00Z\n\nbob,${moment}\n`)
  const complaint = `--roster ${path}: line 5: submitted: expected a moment with its time zone`
  expect(() => readRoster(path)).toThrow(complaint)
})

test('two lines that mean the same submission are told, with both', () => {
  const roster = readRoster(file('id,email\nada,a@x.test\nx,ada@x.test\n'))
  expect(() => matchRoster(SUBMISSIONS, roster)).toThrow("the roster's lines 2 and 3 both mean the submission ada")
})

test.each([
  ['ada,ada', 'take out one of them, or correct its column submission'],
  ['ada,', 'name it in a column submission'],
])('the remedy for two lines of one submission is what they do not say yet: %j', (cells, remedy) => {
  const [first, second] = cells.split(',')
  const roster = readRoster(file(`submission,id\n${first},ada\n${second},ada\n`))
  expect(() => matchRoster(SUBMISSIONS, roster)).toThrow(`both mean the submission ada; ${remedy}`)
})

test.each([';', '\t'])('cells may be parted by %j, and a byte order mark stand in front', delimiter => {
  const text = 'id|name|email\n7|Ada, L|ada@x.test\n'.replaceAll('|', delimiter)
  expect(readRoster(file(`\uFEFF${text}`))).toMatchObject([{ id: '7', name: 'Ada, L', email: 'ada@x.test', line: 2 }])
})

test('rows without a word are nobody, and lines are counted with them', () => {
  const roster = readRoster(file('id,name,email\n,,\nada,Ada,\n , ,\nbob,Bob,\n,,\n'))
  expect(roster.map(({ id, line }) => [id, line])).toEqual([
    ['ada', 3],
    ['bob', 5],
  ])
})

test('a roster of another character set is told how to save it', () => {
  const path = file(Buffer.from('id,name\nada,José\n', 'latin1'))
  expect(() => readRoster(path)).toThrow(`--roster ${path}: is not UTF-8 text; save it as UTF-8`)
})

test.each([
  ['colour,size\nred,1\n', /line 1 names no column that tells students apart/],
  ['id,name\n"ada', /cannot be read as CSV/],
])('%j is refused in one line', (text, complaint) => expect(() => readRoster(file(text))).toThrow(complaint))

test('a roster that is not there is named', () => {
  expect(() => readRoster(join(FOLDER, 'none.csv'))).toThrow(/none\.csv: there is no such file/)
})

test('keys are names of folders on every system, and unique', () => {
  expect(toKeys(['Ada', 'ada', '../x', 'Žofie Nová', '...', '--out', 'a/b'])).toEqual([
    'Ada',
    'ada-2',
    'x',
    'Zofie-Nova',
    'student',
    'out',
    'a-b',
  ])
})

function file(text: string | Buffer): string {
  const path = join(FOLDER, 'roster.csv')
  writeFileSync(path, text)
  return path
}
