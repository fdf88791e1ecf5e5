import { expect, test } from 'vitest'
import { lastLine } from './last-line.ts'

const STACK = `file:///checks.mjs:3
  throw new Error('late')
        ^

Error: late
    at Timeout._onTimeout (file:///checks.mjs:3:9)
    at listOnTimeout (node:internal/timers:588:17)

Node.js v26.10.0
`

test.each([
  ['an error with its stack', STACK, '; it said: Error: late'],
  [
    'an error with a code',
    'TypeError [ERR_X]: odd\n    at a.js:1:1 {\n  code: 1\n}\n\nNode.js v26.10.0\n',
    '; it said: TypeError [ERR_X]: odd',
  ],
  ['other words', 'one\nbwrap: no loopback\n\n', '; it said: bwrap: no loopback'],
  ['nothing', ' \n', ''],
])('of %s', (_what, said, line) => {
  expect(lastLine(said)).toBe(line)
})
