// Shards of one class put together, without grading anybody.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Course, toCourse } from '../../course/course.ts'
import { readClassFile, writeClassFile } from '../class-file.ts'
import { toGradesCsv } from '../grades-csv.ts'
import { merge } from '../merge.ts'
import type { ClassRecord } from '../record.ts'
import { writeStudent } from '../student-folder.ts'
import { writeOutputs } from '../write-outputs.ts'
import { PLAN, RECORDS } from './a-class.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'hopwise-merge-'))
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

const COURSE = toCourse(
  { stages: { 1: { points: 10 }, 3: { points: 30, due: '2026-10-25T22:00:00Z' } }, late: { percent_per_day: 10 } },
  'course.json',
)

const CLASS = RECORDS.map((record, day) => ({
  ...record,
  student: { ...record.student, submitted: `2026-10-2${4 + day}T23:00:00Z` },
}))

test('shards by one course give the rows that one run gives', async () => {
  const shards = [await shard('s1', 1, COURSE), await shard('s2', 2, COURSE)]
  const out = join(FOLDER, 'merged')
  const { file, records } = await merge(shards, out)
  await writeOutputs(out, file, records, undefined)
  expect(readFileSync(join(out, 'grades.csv'), 'utf8')).toBe(toGradesCsv(PLAN, CLASS, COURSE))
  expect((await readClassFile(out))?.course).toEqual(COURSE)
})

test('shards by different courses are refused, and nothing is written', async () => {
  const out = join(FOLDER, 'none')
  const shards = [await shard('t1', 1, COURSE), await shard('t2', 2, undefined)]
  await expect(merge(shards, out)).rejects.toThrow(/t1 and .*t2 differ in the course/)
  expect(await readClassFile(out)).toBeUndefined()
})

async function shard(name: string, index: number, course: Course | undefined): Promise<string> {
  const out = join(FOLDER, name)
  const own: ClassRecord[] = CLASS.filter((_record, place) => place % 2 === index - 1)
  const students = own.map(({ student }) => student.key)
  await writeClassFile(out, {
    schema: 'hopwise-class/1',
    plan: PLAN,
    course,
    shard: { index, count: 2 },
    students,
    sandbox: 'none',
  })
  for (const record of own) await writeStudent(out, record, undefined)
  return out
}
