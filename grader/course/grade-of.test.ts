import { expect, test } from 'vitest'
import type { StageResult } from '../result.ts'
import type { Course } from './course.ts'
import { gradeOf } from './grade-of.ts'

const DUE = Date.parse('2026-10-25T22:00:00Z')
const COURSE: Course = {
  name: 'Networks',
  stages: new Map([
    [1, { points: 10, dueMs: undefined }],
    [3, { points: 20, dueMs: DUE }],
  ]),
  late: { graceMinutes: 0, percentPerDay: 10, capPercent: 50 },
}

test('each stage has its part of the points that it is worth', () => {
  const grade = gradeOf(COURSE, { stages: [stage(1, 30, 30), stage(3, 20, 30)] }, DUE)
  expect(grade.stages.map(({ points }) => points)).toEqual([10, 13.33])
  expect([grade.points, grade.maxPoints]).toEqual([23.33, 30])
})

test('lateness is taken off what was earned, of the stages that were due', () => {
  const grade = gradeOf(COURSE, { stages: [stage(1, 30, 30), stage(3, 15, 30)] }, DUE + 1)
  expect(grade.stages.map(({ points, latePercent }) => [points, latePercent])).toEqual([
    [10, 0],
    [9, 10],
  ])
})

test('without a moment nothing is late', () => {
  expect(gradeOf(COURSE, { stages: [stage(1, 1, 1), stage(3, 1, 1)] }, undefined).points).toBe(30)
})

test('a stage that is not claimed, or that does not start, has no points', () => {
  expect(gradeOf(COURSE, { stages: [stage(1, 0, 0)] }, DUE).stages.map(({ points }) => points)).toEqual([0, 0])
})

test('of a stage in which nothing could be judged nobody knows, so nobody knows the sum', () => {
  const grade = gradeOf(COURSE, { stages: [{ ...stage(1, 0, 0), undecided: 12 }, stage(3, 30, 30)] }, DUE)
  expect(grade.stages.map(({ points }) => points)).toEqual([null, 20])
  expect(grade.points).toBe(null)
})

test('an unknown score is no known points, however many there were to be had', () => {
  const stages = [
    { stage: 1, score: null, maxScore: 30 },
    { stage: 3, score: 15, maxScore: 30 },
  ] as const
  expect(gradeOf(COURSE, { stages }, DUE)).toMatchObject({ points: null, stages: [{ points: null }, { points: 10 }] })
})

test('stages that the course does not name do not count', () => {
  expect(gradeOf(COURSE, { stages: [stage(2, 5, 5)] }, DUE)).toMatchObject({ points: 0, maxPoints: 30 })
})

function stage(number: StageResult['stage'], score: number, maxScore: number): StageResult {
  const counts = { passed: 0, failed: 0, skipped: 0, undecided: 0 }
  return { stage: number, name: 'a stage', score, maxScore, ...counts, startUpMs: 1, notGraded: null }
}
