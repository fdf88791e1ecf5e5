import { expect, test } from 'vitest'
import { differenceLines } from '../difference.ts'

const LONG = 'a'.repeat(30)

test.each([
  ['what differs in the midst of much that is alike', `${LONG}b${LONG}`, `${LONG}c${LONG}`],
  ['what ends too early', `${LONG}${LONG}`, LONG + LONG.slice(2)],
  ['what differs in blanks only', 'identity', 'identity '],
  ['bytes', 'GET / HTTP/1.1\r\n', 'GET / HTTP/1.0\r\n'],
])('a caret shows where %s', (_, expected, actual) => {
  expect(differenceLines(expected, actual)?.[2]).toMatch(/^ +\^/)
})

test.each([
  ['short values', '200', '502'],
  ['sentences', 'no request while it rests (2 are forgiven)', 'now and then it is asked all the same, 6 of 18 times'],
  [
    'sentences with the same first words',
    'the proxy closes the connection to the client',
    'the proxy answers, and goes on as if nothing were',
  ],
])('%s say themselves how they differ', (_, expected, actual) => {
  expect(differenceLines(expected, actual)).toBeUndefined()
})
