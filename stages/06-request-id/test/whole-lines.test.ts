import { expect, test } from 'vitest'
import { WholeLines } from '../whole-lines.ts'

test.each([
  [['one\n'], ['one\n'], ''],
  [['o', 'n', 'e', '\n'], ['', '', '', 'one\n'], ''],
  [['one\ntwo\nth', 'ree\n'], ['one\ntwo\n', 'three\n'], ''],
  [['\n\n'], ['\n\n'], ''],
  [['cut of'], [''], 'cut of'],
])('%j is given on as %j', (pieces, lines, rest) => {
  const whole = new WholeLines()
  expect(pieces.map(piece => whole.take(piece))).toEqual(lines)
  expect(whole.rest).toBe(rest)
})
