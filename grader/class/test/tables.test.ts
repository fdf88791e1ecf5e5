// What leaves for other programs: grades.csv and canvas.csv.
import { parse } from 'csv/sync'
import { describe, expect, test } from 'vitest'
import { acceptCanvas } from '../../report/test/platforms.ts'
import { toCanvasCsv } from '../canvas-csv.ts'
import { toGradesCsv } from '../grades-csv.ts'
import { PLAN, RECORDS, recordOf } from './a-class.ts'

describe('grades.csv', () => {
  const rows = parse(toGradesCsv(PLAN, RECORDS), { columns: true }) as Record<string, string>[]

  test('has a row a student, with what he got and out of what', () => {
    expect(
      rows.map(({ student, status, score, max_score, percent }) => [student, status, score, max_score, percent]),
    ).toEqual([
      ['ada', 'graded', '5', '5', '100'],
      ['bob', 'graded', '2', '5', '40'],
      ['carl', 'refused', '0', '5', '0'],
      ['dora', 'absent', '', '5', ''],
    ])
    expect(rows[1]).toMatchObject({ stage_1: '2', max_stage_1: '2', stage_3: '0', passed: '1', failed: '1', seed: '7' })
  })

  test('holds no cell that a spreadsheet would take for a formula', () => {
    expect(rows[2]?.note).toMatch(/^'=HYPERLINK/)
    const all = parse(toGradesCsv(PLAN, [recordOf('+1', 'refused', 0, { reason: '@x' })])) as string[][]
    expect(
      all
        .slice(1)
        .flat()
        .filter(cell => /^[=+@-]/.test(cell)),
    ).toEqual([])
  })
})

const BOOK = [
  'Student,ID,SIS User ID,SIS Login ID,Section,Quiz (1),Proxy (98231),Final Score',
  '    Points Possible,,,,,10,20,(read only)',
  '"Lovelace, Ada",77,S77,ada@example.edu,NET-1,9,,88',
  '"Builder, Bob",78,bob,bob@example.edu,NET-1,8,1.00,',
  'Stranger,79,S79,x@example.edu,NET-1,,,',
].join('\r\n')

describe('canvas.csv', () => {
  test('fills one column and leaves everything else as it came', () => {
    const { text, column, unmatched } = toCanvasCsv(BOOK, 'Proxy', RECORDS)
    expect(column).toBe('Proxy (98231)')
    acceptCanvas(text)
    expect(parse(text)).toEqual([
      ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', 'Quiz (1)', 'Proxy (98231)', 'Final Score'],
      ['    Points Possible', '', '', '', '', '10', '20', '(read only)'],
      ['Lovelace, Ada', '77', 'S77', 'ada@example.edu', 'NET-1', '9', '20.00', '88'],
      ['Builder, Bob', '78', 'bob', 'bob@example.edu', 'NET-1', '8', '8.00', ''],
      ['Stranger', '79', 'S79', 'x@example.edu', 'NET-1', '', '', ''],
    ])
    expect(unmatched).toEqual(['carl'])
  })

  test.each([
    ['\uFEFF', '\r\n'],
    ['', '\n'],
  ])('keeps %j in front and %j behind each line', (bom, end) => {
    const { text } = toCanvasCsv(bom + BOOK.replaceAll('\r\n', end), 'Proxy', RECORDS)
    const lines = text.split(end)
    expect(lines[0]).toBe(`${bom}${BOOK.split('\r\n', 1)[0]}`)
    expect(lines).toHaveLength(6)
    expect(lines.join('')).not.toMatch(/[\r\n]/)
  })

  test('knows a submission that Canvas itself has named', () => {
    const downloaded = [recordOf('builderbob', 'graded', 5, { submission: 'builderbob_LATE_78_5521_proxy.zip' })]
    expect(toCanvasCsv(BOOK, 'Proxy', downloaded).unmatched).toEqual([])
  })

  test('goes by semicolons where the gradebook does', () => {
    const { text } = toCanvasCsv(BOOK.replaceAll(',', ';').replaceAll('; ', ', '), 'Proxy', RECORDS)
    expect(text).toContain(';20.00;')
  })

  test.each([
    ['a,b\n1,2\n', undefined, /not that of a Canvas gradebook/],
    [BOOK, undefined, /which column\? .* Quiz \(1\), Proxy \(98231\)/],
    [BOOK, 'Lab', /0 columns are called so/],
    [BOOK.replace(',10,20,', ',10,,'), 'Proxy', /Proxy \(98231\) has no points possible/],
    ['"Student', undefined, /cannot be read as CSV/],
  ])('%j with column %j is refused in one line', (book, column, complaint) => {
    expect(() => toCanvasCsv(book, column, RECORDS)).toThrow(complaint)
  })
})
