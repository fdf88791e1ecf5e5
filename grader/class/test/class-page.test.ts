import { expect, test } from 'vitest'
import { toClassPage } from '../class-page.ts'
import { suspects } from '../suspects.ts'
import { PLAN, RECORDS, recordOf } from './a-class.ts'

const page = toClassPage(PLAN, RECORDS, 'bubblewrap')

test('the page names every student and links to the reports that are there', () => {
  expect(page).toContain('<a href="students/ada/report.html">Ada Lovelace (ada)</a>')
  expect(page).toContain('>carl</th>')
  expect(page).not.toContain('students/carl/report.html')
  expect(page).toContain('<h1>4 students</h1>')
})

test('what students wrote is text on it', () => {
  expect(page).not.toContain('<no>')
  expect(page).toContain('&#60;no&#62;')
})

test('the matrix shows what not everybody passed, and names the rest', () => {
  expect(page).toContain('title="A GET is &#60;forwarded&#62;.">forward.get</th>')
  expect(page).toContain('Passed by everybody who was asked (1)')
})

test('a class of nobody is a page, too', () => {
  expect(toClassPage(PLAN, [], 'none')).toContain('Nobody was graded.')
})

test('a check that nearly everybody fails is suspected, and one that was undecided comes first', () => {
  const records = ['a', 'b', 'c', 'd'].map((key, index) =>
    recordOf(key, 'graded', 0, {
      verdicts: { 'echo.text': index === 0 ? 'undecided' : 'passed', 'forward.get': 'failed' },
    }),
  )
  expect(suspects(PLAN, records).map(({ check, why }) => [check.id, why])).toEqual([
    ['echo.text', '1 times undecided'],
    ['forward.get', 'failed by 4 of 4'],
  ])
  expect(suspects(PLAN, RECORDS)).toEqual([])
})
