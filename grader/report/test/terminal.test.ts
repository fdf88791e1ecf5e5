import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { StageResult } from '../../result.ts'
import { toTerminal } from '../terminal.ts'
import { aCheck, anAllPassedResult, aResult, OUT_OF_ORDER } from './a-result.ts'
import { manyPieces } from './evidence.ts'

const PLAIN = toTerminal(aResult(), { colour: false })
const lines = PLAIN.split('\n')

describe('the report on a terminal', () => {
  test('has a board with a row a stage and a row of sums', () => {
    expect(lines.slice(4, 8)).toEqual([
      'stage          score  passed  failed  skipped  undecided  start-up',
      '3 forward      4 / 6       3       1        0          1    212 ms',
      '4 pipelining   4 / 9       2       1        1          0    187 ms',
      'all           8 / 15       5       2        1          1',
    ])
  })

  test('opens each failure with the check and what is wrong, from which process on which port', () => {
    const at = lines.findIndex(line => line.startsWith('✗ FAILED  pipelining.order'))
    expect(
      lines
        .slice(at, at + 2)
        .join(' ')
        .replace(/\s+/g, ' '),
    ).toBe(
      '✗ FAILED pipelining.order (stage 4): client 1 got the answer to /fast before the one to /slow, from the proxy (process 4711) on port 41873',
    )
  })

  test('puts a caret below the first octet that differs, on both sides', () => {
    const [expected = '', expectedCaret = '', actual = '', actualCaret = ''] = lines.slice(
      lines.findIndex(line => line.includes('first difference')) + 1,
    )
    expect(expected.slice(expectedCaret.indexOf('^')).slice(0, 4)).toBe('slow')
    expect(actual.slice(actualCaret.indexOf('^')).slice(0, 4)).toBe('fast')
  })

  test('tells both sides on one timeline, with connections and milliseconds', () => {
    expect(PLAIN).toContain('       0.9 ms  client 1 ─► proxy      GET /slow HTTP/1.1\\r\\n\n')
    expect(PLAIN).toContain('       2.3 ms  proxy ─► backend 2 #1  REFUSED: backend 2 does not accept on port 8002\n')
    expect(PLAIN).toContain('       4.7 ms  backend 2 #2 ─► proxy  FIN: sends no more\n')
    expect(PLAIN).toContain('     184.1 ms  proxy ─► client 1      RESET: breaks the connection off\n')
  })

  test('says in words how much of a long piece is not shown', () => {
    const kept = OUT_OF_ORDER.evidence.find(({ byteCount }) => byteCount === 1_048_576)?.bytes.length ?? 0
    expect(PLAIN).toContain(`‹… ${(1_048_576 - kept).toLocaleString('en')} more octets›\n`)
  })

  test('says why it matters, hints, and gives each command whole on a line', () => {
    for (const text of [OUT_OF_ORDER.spec, OUT_OF_ORDER.lesson, OUT_OF_ORDER.repeat, OUT_OF_ORDER.byHand ?? ''])
      expect(lines.some(line => line.endsWith(`  ${text}`))).toBe(true)
    expect(PLAIN).toContain('  why it matters  A client matches answers')
    expect(PLAIN).toContain('  hint            Keep one slot per request')
  })

  test('groups what was skipped behind what it needed', () => {
    expect(PLAIN).toContain(
      '    stage 4, needs pipelining.order, which failed:\n      pipelining.error-in-the-middle\n',
    )
  })

  test('says of what could not be judged that it costs nothing, and why it could not', () => {
    expect(PLAIN).toContain('? UNDECIDED  could not be judged, costs no points\n')
    expect(PLAIN).toContain('failover.all-dead (stage 3): the lab could not free port 8003')
  })

  test('lists warnings and what was left running', () => {
    expect(PLAIN).toContain('    forward.via: no Via in the response')
    expect(PLAIN).toContain('    left behind: process 4720')
  })

  test('closes with the counts and the verdict', () => {
    expect(lines.slice(-4)).toEqual([
      '5 passed, 2 failed, 1 skipped, 1 undecided of 9 checks.',
      '8 of 15 points.',
      'Not passed.',
      '',
    ])
    expect(toTerminal(anAllPassedResult(), { colour: false })).toMatch(/Passed: every check that was graded\.\n$/)
  })

  test('says that a stopped run is not the whole', () => {
    expect(toTerminal(aResult({ complete: false }), { colour: false })).toContain('stopped before its end')
    expect(toTerminal(aResult({ complete: false, checks: [] }), { colour: false })).not.toContain('Passed')
  })
})

describe('what a program printed or sent', () => {
  test('moves no cursor and clears no screen', () => {
    // biome-ignore lint/complexity/useRegexLiterals: a literal would hold the control characters
    expect(PLAIN).not.toMatch(new RegExp('[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f]'))
    expect(PLAIN).toContain('    | \\x1b[2Jbackend 1 answers late\n')
  })

  test('is cut on the screen, and --verbose shows all of it', () => {
    const check = { ...aCheck('echo.pieces', 3, 'failed', 'Pieces come back'), evidence: manyPieces(100) }
    const result = aResult({ checks: [check] })
    const short = toTerminal(result, { colour: false })
    expect(short).toContain('… 60 more events: --verbose or the JSON has them\n')
    expect(short).not.toContain('piece 99')
    expect(toTerminal(result, { colour: false, verbose: true })).toContain('piece 99')
  })
})

test('colours add nothing to the words', () => {
  const coloured = toTerminal(aResult(), { colour: true })
  expect(coloured).not.toBe(PLAIN)
  expect(stripVTControlCharacters(coloured)).toBe(PLAIN)
})

test.each([60, 80, 140])('at %i columns only commands and table rows are longer', width => {
  const long = toTerminal(aResult({ load: [] }), { colour: false, width })
    .split('\n')
    .filter(line => line.length > width && !/^ {2,4}(?:repeat|by hand|lesson)|^stage |^\d |^all /.test(line))
  expect(long).toEqual([])
})

test('a stage of which no check was chosen is not told as one that did not start', () => {
  const none = { passed: 0, failed: 0, skipped: 0, undecided: 0, startUpMs: null }
  const [stage, ...others] = aResult().stages.map(each => ({ ...each, notGraded: null }))
  const result = aResult({ stages: [{ ...(stage as StageResult), ...none }, ...others] })
  const shown = toTerminal(result, { colour: false, width: 140 })
  expect(shown).toMatch(/^3 .* 0 {2,}no checks$/m)
  expect(shown).not.toContain('never ran')
})

describe('a stage whose program does not start', () => {
  const reason = 'the program ended with status 1 before it listened on port 41873'
  const checks = ['a', 'b'].map(name => ({ ...aCheck(`room.${name}`, 4, 'skipped', name), reason }))
  const result = aResult({
    checks,
    load: [],
    leftBehind: [],
    stages: aResult()
      .stages.map(stage => ({ ...stage, startUpMs: null, notGraded: reason }))
      .slice(1),
  })
  const shown = toTerminal(result, { colour: false })

  test('is told once below the board and once for all of its checks', () => {
    expect(shown).toContain(`never ran\nstage 4 was not graded: ${reason}\n`)
    expect(shown).toContain(`    stage 4, ${reason}:\n      room.a, room.b\n`)
    expect(shown.split(reason)).toHaveLength(3)
  })

  test('is not passed', () => {
    expect(shown).toMatch(/Not passed\.\n$/)
  })
})
