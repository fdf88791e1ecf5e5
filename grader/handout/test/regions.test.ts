import { expect, test } from 'vitest'
import { regionsOf } from '../regions.ts'
import { stripped, withoutMarkers } from '../strip.ts'

const FILE = 'stages/03-forward/thing.ts'

const SOURCE = `function add(a: number, b: number): number {
  // SOLUTION Add them.
  const sum = a + b
  return sum
  // END SOLUTION
}
`

test('a region becomes a todo, and a line that throws its words', () => {
  const { text, todos } = stripped(SOURCE, FILE, 3)
  expect(text).toBe(`function add(a: number, b: number): number {
  // TODO(stage 3): Add them.
  throw new Error('TODO(stage 3): Add them.')
}
`)
  expect(todos).toEqual([{ stage: 3, path: FILE, line: 2, prompt: 'Add them.' }])
})

test('where the solution is kept only the markers go', () => {
  expect(withoutMarkers(SOURCE, FILE)).toBe(`function add(a: number, b: number): number {
  const sum = a + b
  return sum
}
`)
})

test('several regions are told by the lines at which their todos stand', () => {
  expect(stripped(SOURCE + SOURCE, FILE, 3).todos.map(({ line }) => line)).toEqual([2, 6])
})

test('a text without regions stays as it is', () => {
  expect(stripped('a\n\nb', FILE, 1)).toEqual({ text: 'a\n\nb', todos: [] })
  expect(withoutMarkers('a\n\nb', FILE)).toBe('a\n\nb')
})

test('in Python the comment is another, and so is the error', () => {
  const python = 'def add(a, b):\n    # SOLUTION Add "them".\n    return a + b\n    # END SOLUTION\n'
  expect(stripped(python, 'starters/01-a/a.py', 1).text).toBe(
    'def add(a, b):\n    # TODO(stage 1): Add "them".\n    raise NotImplementedError("TODO(stage 1): Add \\"them\\".")\n',
  )
})

test.each([
  ["Don't.", `throw new Error("TODO(stage 1): Don't.")`],
  ['Say "no".', `throw new Error('TODO(stage 1): Say "no".')`],
  [`Don't say "no".`, `throw new Error('TODO(stage 1): Don\\'t say "no".')`],
  ['One \\ and `two`.', "throw new Error('TODO(stage 1): One \\\\ and `two`.')"],
])('the words %s are quoted as the formatter would', (prompt, line) => {
  const text = stripped(
    SOURCE.replace('Add them.', () => prompt),
    FILE,
    1,
  ).text
  expect(text.split('\n')[2]?.trim()).toBe(line)
})

test('a long line is broken as the formatter would break it', () => {
  const prompt = 'word '.repeat(20).trim()
  expect(stripped(SOURCE.replace('Add them.', prompt), FILE, 1).text.split('\n').slice(2, 5)).toEqual([
    '  throw new Error(',
    `    'TODO(stage 1): ${prompt}',`,
    '  )',
  ])
})

test.each([
  [
    'nested',
    ['// SOLUTION One.', 'a()', '// SOLUTION Two.', 'b()', '// END SOLUTION', '// END SOLUTION'],
    3,
    'inside the one of line 1',
  ],
  ['unclosed', ['a()', '// SOLUTION One.', 'b()'], 2, 'is not closed'],
  ['unclosed at the last line', ['a()', '// SOLUTION One.'], 2, 'is not closed'],
  ['empty', ['// SOLUTION One.', '// END SOLUTION'], 1, 'is empty'],
  ['of nothing but comments', ['// SOLUTION One.', '', '  // soon', ' * more', '// END SOLUTION'], 1, 'is empty'],
  ['an end without a beginning', ['a()', '// END SOLUTION'], 2, 'without a SOLUTION before it'],
  [
    'a second end',
    ['// SOLUTION One.', 'a()', '// END SOLUTION', '// END SOLUTION'],
    4,
    'without a SOLUTION before it',
  ],
  ['without a prompt', ['// SOLUTION', 'a()', '// END SOLUTION'], 1, 'no marker, but almost'],
  ['without a blank', ['//SOLUTION One.', 'a()', '// END SOLUTION'], 1, 'no marker, but almost'],
  ['with a colon', ['// SOLUTION: One.', 'a()'], 1, 'no marker, but almost'],
  ['in small letters', ['// solution One.', 'a()'], 1, 'no marker, but almost'],
  ['behind code', ['a() // SOLUTION One.'], 1, 'no marker, but almost'],
  ['in a block comment', ['/* SOLUTION One. */', 'a()'], 1, 'no marker, but almost'],
  ['closed in other words', ['// SOLUTION One.', 'a()', '// END OF SOLUTION'], 3, 'no marker, but almost'],
  ['closed with a remark', ['// SOLUTION One.', 'a()', '// END SOLUTION one'], 3, 'no marker, but almost'],
])('%s: refused with file and line', (_what, lines, line, words) => {
  expect(() => regionsOf(lines.join('\n'), FILE)).toThrow(new RegExp(`^${FILE}:${line}: .*${words}`))
})

test('line ends of Windows make no other markers', () => {
  expect(() => regionsOf(SOURCE.replaceAll('\n', '\r\n'), FILE)).toThrow(`${FILE}:2: `)
})

test('a word is no marker where it is just a word', () => {
  expect(regionsOf('// The resolution of a clock; a solution of salt.\nconst solutions = 2\n', FILE)).toEqual([])
})
