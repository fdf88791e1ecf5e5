import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import type { CheckResult } from '../../result.ts'
import { withCapturesFrom } from '../capture-link.ts'
import { toHtml } from '../html.ts'
import { toStudentTerminal } from '../student-terminal.ts'
import { toTerminal } from '../terminal.ts'
import { aCheck, aResult } from './a-result.ts'

const FILTER = 'http.request.line contains "X-Request-ID"'

function captured(verdict: CheckResult['verdict'], file = 'wire/3-a.b.pcapng'): CheckResult {
  return { ...aCheck('a.b', 3, verdict, 'A does b'), capture: { file, filter: FILTER } }
}

test('the terminal names file and filter beside a failure, each on a line that can be copied', () => {
  const shown = toTerminal(aResult({ checks: [captured('failed')] }), { colour: false })
  expect(shown).toContain(`  capture         wire/3-a.b.pcapng\n  display filter  ${FILTER}\n`)
  expect(shown).not.toContain('CAPTURES')
})

test('captures of what passed are listed at the end, and of many only how many', () => {
  const show = (count: number, verbose = false) =>
    toTerminal(aResult({ checks: Array.from({ length: count }, () => captured('passed')) }), { colour: false, verbose })
  expect(show(2)).toContain(`wire/3-a.b.pcapng  ${FILTER}\n`)
  expect(show(100)).toContain('100 files such as wire/3-a.b.pcapng: --verbose or the JSON has them all\n')
  expect(show(100, true).match(/3-a\.b\.pcapng/g)).toHaveLength(100)
})

test('the student is told of the captures of those failures, too, that have only a line', () => {
  const shown = toStudentTerminal(aResult({ checks: Array.from({ length: 4 }, () => captured('failed')) }), {
    colour: false,
  })
  expect(shown).toContain(`A does b\n      wire/3-a.b.pcapng  ${FILTER}\n`)
})

test('the page links the file from where it stands, and shows the filter', () => {
  const result = aResult({ checks: [captured('failed', 'out/wire/3-a b.pcapng')] })
  const page = toHtml(withCapturesFrom(result, 'out/pages'))
  expect(page).toContain('<a href="./../wire/3-a%20b.pcapng">../wire/3-a b.pcapng</a>')
  expect(page).toContain('http.request.line contains &#34;X-Request-ID&#34;')
})

test('an absolute name leads to the same file', () => {
  const [check] = withCapturesFrom(aResult({ checks: [captured('failed', resolve('wire/x.pcapng'))] }), '.').checks
  expect(check?.capture?.file).toBe('wire/x.pcapng')
})

test('a name that looks like a scheme stays a name', () => {
  const page = toHtml(aResult({ checks: [captured('passed', 'javascript:alert(1)')] }))
  expect(page).toContain('<a href="./javascript%3Aalert(1)">')
})
