import { expect, test } from 'vitest'
import { todoIn } from './verdict.ts'

test.each([
  [
    'Node',
    "/a/echo.ts:9\n  throw new Error('TODO(stage 1): Send it.')\n        ^\n\nError: TODO(stage 1): Send it.\n    at echo (file:///a/echo.ts:9:9)",
  ],
  [
    'Python',
    'Traceback (most recent call last):\n    raise NotImplementedError("TODO(stage 1): Send it.")\nNotImplementedError: TODO(stage 1): Send it.\n',
  ],
  ['anybody', 'TODO(stage 1): Send it.'],
  ['who says more than one', 'TODO(stage 2): Before.\nTODO(stage 1): Send it.  '],
])('the words of %s', (_who, printed) => {
  expect(todoIn(printed)).toBe('TODO(stage 1): Send it.')
})

test.each([
  '',
  'TODO: Send it.',
  'TODO(stage 7): Send it.',
  "  throw new Error('TODO(stage 1): Send it.')",
  'TODO(stage 1):',
])('%j says no such thing', printed => {
  expect(todoIn(printed)).toBeUndefined()
})
