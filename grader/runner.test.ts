import { expect, test } from 'vitest'
import type { Progress } from './runner.ts'
import { Runner } from './runner.ts'
import { check, fails, plan, run } from './test/plan.ts'
import { Failure, Undecided } from './verdict.ts'

test('a check that returns has passed, and gets its points', async () => {
  const { checks } = await run([check('room.a', { points: 3 })])
  expect(checks).toMatchObject([
    { id: 'room.a', stage: 1, verdict: 'passed', score: 3, maxScore: 3, reason: null, evidence: [] },
  ])
})

test('a Failure is a failed check, with what was expected, what came, and what happened on the wire', async () => {
  const { checks } = await run([
    check('room.a', {
      run: async lab => {
        const client = await lab.client()
        client.send('hello')
        await client.bytes(5)
        throw new Failure({ reason: 'it is wrong', expected: 'this', actual: 'that' })
      },
    }),
  ])
  expect(checks).toMatchObject([
    { verdict: 'failed', score: 0, reason: 'it is wrong', expected: 'this', actual: 'that' },
  ])
  expect(checks[0]?.evidence.map(({ from, kind, bytes }) => `${from} ${kind} ${bytes}`)).toEqual([
    'client 1 open ',
    'client 1 bytes hello',
    'proxy bytes hello',
  ])
})

test('what the lab cannot judge is undecided, and costs nothing', async () => {
  const { checks } = await run([
    check('room.a', {
      run: async () => {
        throw new Undecided('no such machine')
      },
    }),
  ])
  expect(checks).toMatchObject([{ verdict: 'undecided', reason: 'no such machine' }])
})

test('what the lab cannot judge once it is asked for again', async () => {
  let attempts = 0
  const { checks } = await run([
    check('room.a', {
      run: async () => {
        attempts += 1
        if (attempts < 3) throw new Undecided('somebody else has the port')
      },
    }),
  ])
  expect(checks).toMatchObject([{ verdict: 'passed' }])
})

test('a mistake of the check itself is undecided, never failed', async () => {
  const { checks } = await run([
    check('room.a', {
      run: async () => {
        throw new TypeError('x is undefined')
      },
    }),
  ])
  expect(checks).toMatchObject([{ verdict: 'undecided', reason: expect.stringContaining('x is undefined') }])
})

test('whoever needs a failed check is skipped and says which, and so on down the line', async () => {
  const { checks } = await run([
    check('room.a', { run: fails }),
    check('room.b', { needs: ['room.a'] }),
    check('room.c', { needs: ['room.b'] }),
    check('room.d'),
  ])
  expect(checks.map(({ id, verdict, reason }) => [id, verdict, reason])).toEqual([
    ['room.a', 'failed', 'wrong'],
    ['room.b', 'skipped', 'needs room.a, which is failed'],
    ['room.c', 'skipped', 'needs room.b, which is skipped'],
    ['room.d', 'passed', null],
  ])
})

test('whoever needs a check that the lab cannot judge is undecided, too', async () => {
  const { checks } = await run([
    check('room.a', {
      run: async () => {
        throw new Undecided('no such machine')
      },
    }),
    check('room.b', { needs: ['room.a'] }),
    check('room.c', { needs: ['room.b'] }),
  ])
  expect(checks.map(({ id, verdict, reason }) => [id, verdict, reason])).toEqual([
    ['room.a', 'undecided', 'no such machine'],
    ['room.b', 'undecided', 'needs room.a, which is undecided'],
    ['room.c', 'undecided', 'needs room.b, which is undecided'],
  ])
})

test('what should be and is not is a warning', async () => {
  const { checks } = await run([check('room.a', { level: 'should', run: fails })])
  expect(checks).toMatchObject([{ verdict: 'passed', score: 0, maxScore: 0, warnings: ['wrong'] }])
})

test('octets that nobody asked for fail a check', async () => {
  const { checks } = await run([
    check('room.a', {
      run: async lab => {
        const client = await lab.client()
        client.send('twelve bytes')
        await client.received(12)
        await client.bytes(6)
      },
    }),
  ])
  expect(checks).toMatchObject([
    { verdict: 'failed', reason: 'client 1 got 6 octets more than the answers to what it sent' },
  ])
})

test('a check that does not end fails by its cap', async () => {
  const { checks } = await run([check('room.a', { capMs: 50, run: () => new Promise(() => {}) })])
  expect(checks).toMatchObject([{ verdict: 'failed', reason: 'the check ends: not within 50 ms' }])
})

test('the same seed gives a check the same values, another seed others', async () => {
  const drawn: string[] = []
  const drawing = check('room.a', { run: async lab => void drawn.push(lab.random.hex(12)) })
  for (const seed of [7, 7, 8]) await new Runner({ ...plan([drawing]), seed }).run()
  expect(drawn[1]).toBe(drawn[0])
  expect(drawn[2]).not.toBe(drawn[0])
})

test('who watches is told how far it is', async () => {
  const told: Progress[] = []
  await new Runner({
    ...plan([check('room.a', { run: fails }), check('room.b')]),
    onProgress: each => told.push(each),
  }).run()
  expect(told[0]).toEqual({ total: 2, done: 0, failed: 0, current: ['room.a (stage 1)'] })
  expect(told.at(-1)).toEqual({ total: 2, done: 2, failed: 1, current: [] })
})
