// Patterns meet what an attacker writes. Each takes time in proportion to its input, never to the square of it: a head of
// 16 KiB that holds up the event loop for a second holds up everybody. Inputs are so long that a square would never end.

import { expect, test } from 'vitest'
import { ABSOLUTE_FORM, checkFieldLine, HOST, readFields, readRequestLine } from '../grammar.ts'
import { RequestReader } from '../request-reader.ts'

const MANY = 200_000
const LIMIT_MS = 2000
const blanks = ' '.repeat(MANY)

test.each<[string, () => unknown]>([
  ['blanks and no colon', () => checkFieldLine(`X${blanks}y`)],
  ['blanks, and a control character behind the colon', () => checkFieldLine(`X${blanks}y:\0`)],
  ['blanks in the middle of a value', () => readFields(`X: a${blanks}b\r\n`)],
  ['lines without end, and a fault', () => readFields(`${'X: a\r\nTE: b\r\n'.repeat(MANY / 10)}X`)],
  ['a name that does not end', () => readFields('A'.repeat(MANY))],
  ['a watched name that does not end', () => readFields(`te${'e'.repeat(MANY)}`)],
  [
    'blanks in the middle of a member of a list',
    () => readFields(`Connection: a${blanks}b\r\n`).membersOf('connection'),
  ],
  ['a list of nothing but commas and blanks', () => readFields(`TE: ${' ,'.repeat(MANY)}\r\n`).membersOf('te')],
  ['a method that does not end', () => readRequestLine('A'.repeat(MANY))],
  ['a target that does not end', () => readRequestLine(`GET /${'a'.repeat(MANY)}`)],
  ['blanks behind a method', () => readRequestLine(`GET${blanks}/`)],
  ['an authority of dots and a fault', () => HOST.test(`${'a.'.repeat(MANY)}"`)],
  ['an authority of escapes and a fault', () => HOST.test(`${'%20'.repeat(MANY)}%`)],
  ['an absolute target that does not end', () => ABSOLUTE_FORM.test(`http://${'a'.repeat(MANY)}`)],
  ['a chunk size of zeros', () => readChunkLine('0'.repeat(4000), 'g')],
  ['a chunk extension of blanks', () => readChunkLine(`5;a${' '.repeat(4000)}`, 'b')],
  ['a chunk extension of semicolons', () => readChunkLine('5;a'.repeat(1300), '"')],
])('%s take no longer than they are long', (_what, read) => {
  const begun = performance.now()
  try {
    read()
  } catch {
    // Most of these are refused; only the time counts here.
  }
  expect(performance.now() - begun).toBeLessThan(LIMIT_MS)
})

function readChunkLine(...line: string[]): void {
  const reader = new RequestReader({ headBytes: 1000, targetBytes: 100, bodyBytes: 1000 })
  reader.push(Buffer.from(`POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n${line.join('')}\r\n`))
  reader.next()
  reader.next()
}
