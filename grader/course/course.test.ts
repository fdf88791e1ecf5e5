import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readCourse, toCourse, toCourseJson } from './course.ts'
import { onlyStages } from './only-stages.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'hopwise-course-'))
const FILE = join(FOLDER, 'course.json')
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

test('the course of this tree can be read, and every stage is worth something', () => {
  const { stages } = readCourse(join(import.meta.dirname, '..', '..', 'course.json'))
  expect([...stages.keys()]).toEqual([1, 2, 3, 4, 5, 6])
  expect([...stages.values()].every(({ points }) => points > 0)).toBe(true)
})

test('a due date is a moment, wherever it is written', () => {
  write({ stages: { 2: { points: 5, due: '2026-10-25T23:59:00+02:00' } } })
  expect(readCourse(FILE).stages.get(2)).toEqual({ points: 5, dueMs: Date.UTC(2026, 9, 25, 21, 59) })
})

test('without a policy lateness costs nothing, and without a cap it may cost all', () => {
  write({ stages: { 1: { points: 5 } } })
  expect(readCourse(FILE).late.percentPerDay).toBe(0)
  write({ stages: { 1: { points: 5 } }, late: { percent_per_day: 20 } })
  expect(readCourse(FILE).late).toEqual({ graceMinutes: 0, percentPerDay: 20, capPercent: 100 })
})

test.each([
  { name: 'Networks', stages: { 1: { points: 5, due: '2026-10-25T23:59:00+02:00' }, 3: { points: 0.5 } } },
  { stages: { 6: { points: 1 } }, late: { grace_minutes: 5, percent_per_day: 20, cap_percent: 60 } },
])('%j written and read again is the same course', said => {
  const course = toCourse(said, FILE)
  expect(toCourse(JSON.parse(JSON.stringify(toCourseJson(course))), FILE)).toEqual(course)
})

test('of a course an assignment may be a part, and nothing beyond', () => {
  const course = toCourse({ stages: { 1: { points: 5 }, 3: { points: 7 } } }, FILE)
  expect([...onlyStages(course, [3], FILE).stages.keys()]).toEqual([3])
  expect(() => onlyStages(course, [3, 4], FILE)).toThrow(`${FILE}: stage 4 is worth nothing there`)
})

test.each([
  ['{', 'not JSON'],
  ['[]', 'the course: '],
  [{}, 'stages: '],
  [{ stages: {} }, 'stages: no stage is worth anything'],
  [{ stages: { 7: { points: 1 } } }, 'stages: unknown key "7"; allowed are 1, 2, 3, 4, 5, 6'],
  [{ stages: { 1: { points: -1 } } }, 'stages.1.points: '],
  [{ stages: { 1: { points: '10' } } }, 'stages.1.points: '],
  [{ stages: { 1: { points: 1, due: '2026-10-25' } } }, 'stages.1.due: expected a moment with its time zone'],
  [{ stages: { 1: { points: 1, due: '2026-10-25T23:59:00' } } }, 'stages.1.due: expected a moment with its time zone'],
  [{ stages: { 1: { points: 1, due: '2026-02-30T23:59:00Z' } } }, 'stages.1.due: expected a moment with its time zone'],
  [{ stages: [] }, 'stages: expected an object, got an array'],
  [{ stages: { 1: {} } }, 'stages.1.points: missing'],
  [{ stages: { 1: { points: 1 } }, late: { percent_per_day: 101 } }, 'late.percent_per_day: '],
  [{ stages: { 1: { points: 1 } }, late: { per_day: 10 } }, 'late'],
])('%j is refused in one line that names file, place and fault', (said, complaint) => {
  write(said)
  expect(() => readCourse(FILE)).toThrow(`${FILE}: ${complaint}`)
  expect(() => readCourse(FILE)).not.toThrow('\n')
})

test('a file that is not there is named', () => {
  expect(() => readCourse(join(FOLDER, 'none.json'))).toThrow('none.json: no such file')
})

function write(said: unknown): void {
  writeFileSync(FILE, typeof said === 'string' ? said : JSON.stringify(said))
}
