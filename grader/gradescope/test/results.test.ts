import { describe, expect, test } from 'vitest'
import type { Course } from '../../course/course.ts'
import { aCheck, aResult } from '../../report/test/a-result.ts'
import type { CheckResult, GradeResult, StageResult } from '../../result.ts'
import { type Asked, toRefusal, toResults } from '../container/results.ts'

const DUE = Date.parse('2026-03-01T23:59:00-08:00')
const DAY = 24 * 60 * 60 * 1000
const COURSE: Course = {
  name: undefined,
  stages: new Map([
    [3, { points: 20, dueMs: undefined }],
    [4, { points: 10, dueMs: undefined }],
  ]),
  late: { graceMinutes: 30, percentPerDay: 10, capPercent: 50 },
}
const ASKED: Asked = { course: COURSE, metadata: { submittedMs: DUE, dueMs: DUE }, pointsOf: () => 4 }
const passed = (stage: 3 | 4) => worth({ ...aCheck(`room.a${stage}`, stage, 'passed', 'It does') })
const failed = (stage: 3 | 4) => worth({ ...aCheck(`room.b${stage}`, stage, 'failed', 'It does not') })
const undecided = (stage: 3 | 4) => worth({ ...aCheck(`room.c${stage}`, stage, 'undecided', 'Nobody knows') })

test('tests are in the points of the course, and add up to them', () => {
  const results = read(of([passed(3), failed(3), passed(4)]))
  expect(results.tests.map(({ score, max_score }: Said) => [score, max_score])).toEqual([
    [10, 10],
    [0, 10],
    [10, 10],
  ])
  expect(results.score).toBe(20)
  expect(results.output).toMatch(/^20 of 30 points\.\n/)
})

test('what could not be judged has no score and costs nothing', () => {
  const results = read(of([passed(3), undecided(3), passed(4)]))
  expect(results.score).toBe(30)
  expect(results.tests[1]).not.toHaveProperty('score')
})

test('where nothing of a stage could be judged there is no score at all: an error of the grader, no nought', () => {
  const results = read(of([undecided(3), passed(4)]))
  expect(results).not.toHaveProperty('score')
  expect(results.output).toMatch(/^Not all could be judged: no points yet\.\n/)
})

test('a stage that was not handed in is a test without points', () => {
  const results = read(of([passed(3)]))
  expect(results.score).toBe(20)
  expect(results.tests.at(-1)).toMatchObject({ name: 'Stage 4 was not handed in.', score: 0, max_score: 10 })
})

test('a run that was cut short counts what is missing as missing', () => {
  const results = read({ ...of([passed(3), passed(4)]), complete: false })
  expect(results.score).toBe(15)
})

describe('lateness', () => {
  const late = (metadata: Asked['metadata'], course = COURSE) =>
    read(of([passed(3), passed(4)]), { ...ASKED, metadata, course })

  test('is told apart from the checks, and taken off the whole', () => {
    const results = late({ submittedMs: DUE + DAY + 1, dueMs: DUE })
    expect(results.score).toBe(24)
    expect(results.output).toContain('Stage 3 came late: 20 % of its points are taken off.')
    expect(results.tests[0].score).toBe(20)
  })

  test('counts from the due date of the course where it has one', () => {
    const stages = new Map(
      [...COURSE.stages].map(([stage, each]) => [stage, { ...each, dueMs: DUE + 9 * DAY }] as const),
    )
    expect(late({ submittedMs: DUE + 2 * DAY, dueMs: DUE }, { ...COURSE, stages }).score).toBe(30)
  })

  test('is none where nobody said when', () => {
    expect(late({ submittedMs: undefined, dueMs: DUE }).score).toBe(30)
    expect(late({ submittedMs: DUE + DAY, dueMs: undefined }).score).toBe(30)
  })
})

test('a refusal has no points and says why', () => {
  expect(JSON.parse(toRefusal('proxy.json: not JSON'))).toMatchObject({
    score: 0,
    output: 'proxy.json: not JSON',
    tests: [],
  })
})

interface Said {
  readonly score: number
  readonly max_score: number
}

function read(result: GradeResult, asked = ASKED) {
  return JSON.parse(toResults(result, asked))
}

/** Each check has 2 points of the grader's own. */
function worth(check: CheckResult): CheckResult {
  return { ...check, maxScore: 2, score: check.verdict === 'passed' ? 2 : 0 }
}

function of(checks: readonly CheckResult[]): GradeResult {
  const numbers = [...new Set(checks.map(({ stage }) => stage))]
  const stages = numbers.map((stage): StageResult => {
    const own = checks.filter(each => each.stage === stage)
    const judged = own.filter(({ verdict }) => verdict !== 'undecided')
    const count = (verdict: CheckResult['verdict']) => own.filter(each => each.verdict === verdict).length
    return {
      stage,
      name: 'a stage',
      score: judged.reduce((sum, { score }) => sum + score, 0),
      maxScore: judged.reduce((sum, { maxScore }) => sum + maxScore, 0),
      passed: count('passed'),
      failed: count('failed'),
      skipped: 0,
      undecided: count('undecided'),
      startUpMs: 1,
      notGraded: null,
    }
  })
  return { ...aResult({ checks }), stages, complete: true, load: [] }
}
