import { describe, expect, test } from 'vitest'
import type { Check } from './check.ts'
import { toWorldKey, type WorldOptions } from './lab/world-options.ts'
import type { CheckResult, Verdict } from './result.ts'
import { type Running, Schedule, type Task } from './schedule.ts'
import { check } from './test/plan.ts'

const PAIR: WorldOptions = { backends: 2 }
const ALONE: WorldOptions = { own: true }

describe('the next check', () => {
  test('is the first that was asked for, as long as nothing runs', () => {
    expect(order([task('a', { world: PAIR }), task('b')])).toEqual(['a', 'b'])
  })

  test('is one whose world many others want: they are made in it one after the other', () => {
    const tasks = [task('a', { world: ALONE }), task('b'), task('c', { world: PAIR }), task('d', { world: PAIR })]
    expect(order(tasks)).toEqual(['c', 'a', 'b', 'd'])
  })

  test('is one whose world runs and is idle, rather than one for which a program must be started', () => {
    const running = new Map<string, Running>([[toWorldKey(PAIR), 'idle']])
    expect(order([task('a'), task('b', { world: ALONE }), task('c', { world: PAIR })], running)).toEqual([
      'c',
      'a',
      'b',
    ])
  })

  test('starts the first world of a kind rather than a second of one that others use', () => {
    const running = new Map<string, Running>([[toWorldKey({}), 'busy']])
    expect(order([task('a'), task('b', { world: ALONE })], running)).toEqual(['b', 'a'])
  })

  test('is an urgent one, whatever it costs', () => {
    const running = new Map<string, Running>([[toWorldKey({}), 'idle']])
    expect(order([task('a'), { ...task('b', { world: ALONE }), isUrgent: true }], running)).toEqual(['b', 'a'])
  })
})

describe('a check that needs another', () => {
  test('waits until that one is done', () => {
    const [needed, needing] = [task('a'), task('b', { needs: ['a'] })]
    const schedule = new Schedule([needing, needed], () => 'none')
    expect(schedule.take()).toBe(needed)
    expect(schedule.take()).toBeUndefined()
    expect(schedule.isEmpty).toBe(false)
    schedule.done(needed, result('passed'))
    expect(schedule.take()).toBe(needing)
    expect(schedule.missingNeed(needing)).toBeUndefined()
    expect(schedule.isEmpty).toBe(true)
  })

  test.each([
    ['failed', 'skipped'],
    ['skipped', 'skipped'],
    ['undecided', 'undecided'],
  ] as const)('where that one is %s is itself %s, and says so', (itsVerdict, verdict) => {
    const [needed, needing] = [task('a'), task('b', { needs: ['a'] })]
    const schedule = new Schedule([needed, needing], () => 'none')
    schedule.done(needed, result(itsVerdict))
    expect(schedule.missingNeed(needing)).toEqual({ verdict, reason: `needs a, which is ${itsVerdict}` })
  })

  test('is skipped where one of several has failed, whatever the lab could not judge', () => {
    const [undecided, failed, needing] = [task('a'), task('b'), task('c', { needs: ['a', 'b'] })]
    const schedule = new Schedule([undecided, failed, needing], () => 'none')
    schedule.done(undecided, result('undecided'))
    schedule.done(failed, result('failed'))
    expect(schedule.missingNeed(needing)).toEqual({ verdict: 'skipped', reason: 'needs b, which is failed' })
  })

  test('asks nothing of one that was not chosen, or is of another stage', () => {
    const needing = task('b', { needs: ['a', 'c'] })
    const schedule = new Schedule([needing, { ...task('c'), stage: 2 }], () => 'none')
    expect(schedule.take()).toBe(needing)
  })
})

test('a world is wanted as long as a check is left that may share it', () => {
  const schedule = new Schedule(
    [task('a', { world: PAIR }), task('b', { world: { ...PAIR, own: true } })],
    () => 'none',
  )
  expect(schedule.isWanted(1, PAIR)).toBe(true)
  expect(schedule.isWanted(2, PAIR)).toBe(false)
  schedule.take()
  expect(schedule.isWanted(1, PAIR)).toBe(false)
})

function order(tasks: readonly Task[], running: ReadonlyMap<string, Running> = new Map()): string[] {
  const schedule = new Schedule(tasks, (_stage, options) => running.get(toWorldKey(options)) ?? 'none')
  return tasks.map(() => schedule.take()?.check.id ?? 'nothing')
}

function task(id: string, more: Partial<Check> = {}): Task {
  return { check: check(id, more), stage: 1, isUrgent: false }
}

function result(verdict: Verdict): CheckResult {
  return { verdict } as CheckResult
}
