import { expect, test } from 'vitest'
import { skipCause } from '../skip-cause.ts'
import { aCheck } from './a-result.ts'

const failed = aCheck('room.a', 4, 'failed', 'A')
const first = { ...aCheck('room.b', 4, 'skipped', 'B'), needs: ['room.a'] }
const second = { ...aCheck('room.c', 4, 'skipped', 'C'), needs: ['room.b'] }

test('a skipped check names the failed one at the root of it', () => {
  expect(skipCause(second, [failed, first, second])).toBe('needs room.a, which failed')
})

test('the same check of another stage is not the cause', () => {
  const elsewhere = { ...failed, stage: 3 as const }
  const alone = { ...first, reason: 'the program does not start' }
  expect(skipCause(alone, [elsewhere, alone])).toBe('the program does not start')
})

test('what could not be judged is told apart from what failed', () => {
  const undecided = aCheck('room.a', 4, 'undecided', 'A')
  expect(skipCause(first, [undecided, first])).toBe('needs room.a, which could not be judged')
})
