import { expect, test } from 'vitest'
import { Watching } from './watch-loop.ts'

test('the first run begins by itself, the next one at a save and knows what was saved', async () => {
  const { watching, runs, idle } = aLoop()
  const ended = watching.untilEnd()
  await runs.next()
  runs.endCurrent()
  await idle.next()
  watching.saved(['b.ts'])
  await runs.next()
  expect(runs.saved).toEqual([[], ['b.ts']])
  runs.endCurrent()
  watching.end()
  await ended
})

test('a save during a run stops it, and the next one begins when nothing of it is left', async () => {
  const { watching, runs } = aLoop()
  const ended = watching.untilEnd()
  await runs.next()
  watching.saved(['a.ts'])
  watching.saved(['b.ts'])
  expect(runs.signals[0]?.aborted).toBe(true)
  expect(runs.saved).toHaveLength(1)
  runs.endCurrent()
  await runs.next()
  expect(runs.saved[1]).toEqual(['a.ts', 'b.ts'])
  expect(runs.signals[1]?.aborted).toBe(false)
  watching.end()
  runs.endCurrent()
  await ended
})

test('its end stops the run and waits for it', async () => {
  const { watching, runs } = aLoop()
  const ended = watching.untilEnd()
  await runs.next()
  watching.end()
  expect(runs.signals[0]?.aborted).toBe(true)
  runs.endCurrent()
  await ended
  expect(runs.saved).toHaveLength(1)
})

test('its end while nothing runs is at once', async () => {
  const { watching, runs, idle } = aLoop()
  const ended = watching.untilEnd()
  await runs.next()
  runs.endCurrent()
  await idle.next()
  watching.end()
  await ended
})

/** A loop whose runs last until the test ends them. */
function aLoop() {
  const begun = counter()
  const idle = counter()
  const saved: (readonly string[])[] = []
  const signals: AbortSignal[] = []
  let current = Promise.withResolvers<void>()
  const watching = new Watching({
    run(paths, signal) {
      saved.push(paths)
      signals.push(signal)
      current = Promise.withResolvers()
      begun.count()
      return current.promise
    },
    onIdle: idle.count,
  })
  return { watching, idle, runs: { next: begun.next, saved, signals, endCurrent: () => current.resolve() } }
}

/** `next` resolves as often as `count` was called. */
function counter() {
  const waiting: PromiseWithResolvers<void>[] = [Promise.withResolvers()]
  let counted = 0
  let awaited = 0
  const at = (place: number) => (waiting[place] ??= Promise.withResolvers<void>())
  return {
    count: () => at(counted++).resolve(),
    next: () => at(awaited++).promise,
  }
}
