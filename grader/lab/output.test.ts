// What is kept of a program's output, and which of its words are passed on.
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { Output } from './output.ts'

const KEPT = 16 * 1024

test('both streams are kept apart, and counted together', async () => {
  const output = await outputOf(['out', 'put\n'], ['error\n'])
  expect([output.stdout, output.stderr, output.byteCount]).toEqual(['output\n', 'error\n', 13])
})

test.each([
  ['just what fits', KEPT, 1],
  ['one byte too many', KEPT + 1, 1],
  ['one piece far too large', 5 * KEPT + 3, 1],
  ['many pieces that do not divide it', 3 * KEPT, 1000],
])('of %s the last 16 KiB stay', async (_what, length, pieces) => {
  const text = Array.from({ length }, (_, index) => String.fromCharCode(33 + (index % 89))).join('')
  const size = Math.ceil(length / pieces)
  const output = await outputOf(
    Array.from({ length: pieces }, (_, index) => text.slice(index * size, (index + 1) * size)),
  )
  expect(output.stdout).toBe(text.slice(-KEPT))
  expect(output.byteCount).toBe(length)
})

test('the last words are those of standard error, and without any those of standard output', async () => {
  expect((await outputOf(['a\n\nb\nc\n'])).lastWords(2)).toBe('b\nc')
  expect((await outputOf(['a\n'], ['x\ny\n', '\n'])).lastWords(5)).toBe('x\ny')
  expect((await outputOf([])).lastWords(5)).toBe('')
})

test('words cannot steer a terminal', async () => {
  const output = await outputOf(['\x1b[31mred\x1b[0m \x1b]0;title\x07\x00\x9b2J\n'])
  expect(output.lastWords(1)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/)
  expect(output.lastWords(1)).toContain('red')
})

test('a line of many characters is cut', async () => {
  expect((await outputOf(['x'.repeat(5000)])).lastWords(1)).toBe(`${'x'.repeat(300)}…`)
})

test.each([
  [
    'of Python',
    'Traceback (most recent call last):\n  File "a.py", line 2\n    s.bind(1)\nOSError: [Errno 98] in use\n',
    'OSError: [Errno 98] in use',
  ],
  [
    'of Node',
    'node:net:1\n      throw er;\n      ^\n\nError: listen EACCES\n    at a (b.js:1:2)\n  errno: -13\n}\n\nNode.js v26.10.0\n',
    'Error: listen EACCES',
  ],
  ['of Go', 'panic: no conf\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:3\nexit status 2\n', 'panic: no conf'],
  [
    'of Java',
    'Exception in thread "main" java.net.BindException: in use\n\tat A.b(A.java:3)\n',
    'Exception in thread "main" java.net.BindException: in use',
  ],
  ['of no known kind', 'one\ntwo\nservers.conf is missing\nusage: x\n', 'two / servers.conf is missing / usage: x'],
])('the complaint %s is one line', async (_kind, text, complaint) => {
  expect((await outputOf([], [text])).complaint).toBe(complaint)
})

async function outputOf(stdout: readonly string[], stderr: readonly string[] = []): Promise<Output> {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const output = new Output(out, err)
  for (const chunk of stdout) out.write(chunk)
  for (const chunk of stderr) err.write(chunk)
  out.end()
  err.end()
  await output.settled()
  return output
}
