// What a class is worth by a course: the tables, the page, and what is told beside them.
import { parse } from 'csv/sync'
import { describe, expect, test } from 'vitest'
import { toCourse } from '../../course/course.ts'
import { toCanvasCsv } from '../canvas-csv.ts'
import { toClassPage } from '../class-page.ts'
import { courseNotes } from '../course-notes.ts'
import { toGradesCsv } from '../grades-csv.ts'
import { PLAN, recordOf } from './a-class.ts'

const COURSE = toCourse(
  {
    stages: { 1: { points: 10 }, 3: { points: 30, due: '2026-10-25T23:59:00+02:00' } },
    late: { percent_per_day: 10, cap_percent: 50 },
  },
  'course.json',
)

function student(key: string, submitted: string | null) {
  return { student: { key, name: null, id: key, email: null, github: null, submitted } }
}

const RECORDS = [
  recordOf('ada', 'graded', 5, student('ada', '2026-10-25T23:59:00+02:00')),
  recordOf('bob', 'graded', 5, student('bob', '2026-10-25T22:59:01+01:00')),
  recordOf('carl', 'stopped', 2, student('carl', null)),
  recordOf('dora', 'absent', null, student('dora', '2027-01-01T00:00:00Z')),
  recordOf('emma', 'failed', null, student('emma', '2026-10-30T00:00:00Z')),
  recordOf('fred', 'refused', 0, student('fred', '2026-10-30T00:00:00Z')),
]

describe('grades.csv', () => {
  test('has the points of the course, less what lateness costs', () => {
    const rows = parse(toGradesCsv(PLAN, RECORDS, COURSE), { columns: true }) as Record<string, string>[]
    expect(rows.map(row => [row.student, row.score, row.points, row.max_points, row.late_percent])).toEqual([
      ['ada', '5', '40', '40', '0'],
      ['bob', '5', '37', '40', '10'],
      ['carl', '2', '10', '40', '0'],
      ['dora', '', '', '40', ''],
      ['emma', '', '', '40', '50'],
      ['fred', '0', '0', '40', '50'],
    ])
  })

  test('without a course has no such columns', () => {
    expect(toGradesCsv(PLAN, RECORDS).split('\r\n')[0]).not.toMatch(/points|late/)
  })

  test('counts of stages of the course that were not graded as not earned', () => {
    const course = toCourse({ stages: { 1: { points: 10 }, 6: { points: 5 } } }, 'course.json')
    const [row] = parse(toGradesCsv(PLAN, RECORDS, course), { columns: true }) as Record<string, string>[]
    expect(row).toMatchObject({ points: '10', max_points: '15' })
  })
})

const BOOK = 'Student,ID,Section,Proxy\n    Points Possible,,,20\nA,ada,N,\nB,bob,N,\nD,dora,N,3\n'

describe('canvas.csv', () => {
  test('has the points of the course on the scale of the column', () => {
    const filled = toCanvasCsv(BOOK, undefined, RECORDS, COURSE)
    expect((parse(filled.text) as string[][]).map(row => row[3])).toEqual(['Proxy', '20', '20.00', '18.50', '3'])
    expect(filled.unmatched).toEqual(['carl', 'fred'])
  })

  test('is untouched by a course that is worth nothing', () => {
    const course = toCourse({ stages: { 1: { points: 0 } } }, 'course.json')
    expect((parse(toCanvasCsv(BOOK, undefined, RECORDS, course).text) as string[][])[2]).toEqual(['A', 'ada', 'N', ''])
  })
})

test('the page has the points beside the score, and only with a course', () => {
  const page = toClassPage(PLAN, RECORDS, 'none', COURSE)
  expect(page).toContain('<td class="number">37 of 40, late: −10 %</td>')
  expect(page).toContain('<th scope="col" class="number">Points</th>')
  expect(toClassPage(PLAN, RECORDS, 'none')).not.toMatch(/late: |undefined/)
})

describe('beside the tables is told', () => {
  test('of whom nobody knows when he handed in, where something was due', () => {
    expect(courseNotes(COURSE, RECORDS, undefined)).toEqual([
      "of 1 submission the roster's column submitted says no moment: they count as in time (carl)",
    ])
    expect(courseNotes({ ...COURSE, late: { ...COURSE.late, percentPerDay: 0 } }, RECORDS, undefined)).toEqual([])
  })

  test('that a column of Canvas has another scale than the course', () => {
    const timed = RECORDS.slice(0, 2)
    expect(courseNotes(COURSE, timed, { column: 'Proxy', possible: 20 })).toEqual([
      'Proxy is worth 20 in Canvas and 40 in the course: points were scaled to the former',
    ])
    expect(courseNotes(COURSE, timed, { column: 'Proxy', possible: 40 })).toEqual([])
    expect(courseNotes(undefined, timed, { column: 'Proxy', possible: 20 })).toEqual([])
  })
})
