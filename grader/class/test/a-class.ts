// A class of four as tests want it: one who is well, one who is not, one who handed in what cannot be graded, one who did not.
import type { ClassPlan } from '../class-plan.ts'
import type { ClassRecord, Status } from '../record.ts'

export const PLAN: ClassPlan = {
  suite: { version: '1.0.0', digest: 'd'.repeat(64) },
  seed: 7,
  stages: [1, 3],
  backends: 'embedded',
  checks: [
    { id: 'echo.text', title: 'Bytes come back.', stage: 1, points: 2, stages: [1] },
    { id: 'forward.get', title: 'A GET is <forwarded>.', stage: 3, points: 3, stages: [3] },
  ],
}

export function recordOf(
  key: string,
  status: Status,
  score: number | null,
  more: Partial<ClassRecord> = {},
): ClassRecord {
  return {
    schema: 'hopwise-class/1',
    student: { key, name: null, id: null, email: null, github: null, submitted: null },
    submission: status === 'absent' ? null : key,
    digest: status === 'absent' ? null : 'a'.repeat(64),
    status,
    reason: null,
    budgetMs: 600_000,
    score,
    maxScore: 5,
    stages: [
      { stage: 1, score: score === null ? null : Math.min(2, score), maxScore: 2 },
      { stage: 3, score: score === null ? null : Math.max(0, score - 2), maxScore: 3 },
    ],
    verdicts: {},
    leftBehind: 0,
    warnings: [],
    ...more,
  }
}

export const RECORDS: readonly ClassRecord[] = [
  recordOf('ada', 'graded', 5, {
    student: {
      key: 'ada',
      name: 'Ada Lovelace',
      id: '1041',
      email: 'ada@example.edu',
      github: 'ada-l',
      submitted: null,
    },
    verdicts: { 'echo.text': 'passed', 'forward.get': 'passed' },
  }),
  recordOf('bob', 'graded', 2, { verdicts: { 'echo.text': 'passed', 'forward.get': 'failed' } }),
  recordOf('carl', 'refused', 0, { reason: '=HYPERLINK("http://evil.test") is <no> folder' }),
  recordOf('dora', 'absent', null, { reason: 'nothing was handed in' }),
]
