import { expect, test } from 'vitest'
import { compare, median, summarize } from './summary.ts'
import { sample } from './test/samples.ts'

test('the median is the middle, whatever the order and the outlier', () => {
  expect(median([900, 1, 3])).toBe(3)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([])).toBeNaN()
})

test('a summary has the medians of one subject and all of its errors', () => {
  const samples = [
    sample('a', 1, 10, { cpuMicrosPerRequest: 5, errors: 1 }),
    sample('b', 1, 99, { errors: 9 }),
    sample('a', 2, 30, { cpuMicrosPerRequest: 7, errors: 2 }),
    sample('a', 3, 20, { cpuMicrosPerRequest: 6 }),
  ]
  expect(summarize('a', samples)).toEqual({
    subject: 'a',
    requestsPerSecond: 20,
    cpuMicrosPerRequest: 6,
    memoryBytes: null,
    p50Ms: 1,
    p90Ms: 1.5,
    p99Ms: 2,
    maxMs: 3,
    spread: [10, 30],
    errors: 3,
  })
  expect(summarize('b', samples).cpuMicrosPerRequest).toBeNull()
})

test('a ratio compares neighbours of one round, so that a slow moment of the machine cancels out', () => {
  const samples = [
    sample('a', 1, 50),
    sample('b', 1, 100),
    sample('a', 2, 5),
    sample('b', 2, 10),
    sample('a', 3, 60),
    sample('b', 3, 100),
  ]
  expect(compare('a', 'b', 'requestsPerSecond', samples)).toEqual({
    subject: 'a',
    to: 'b',
    figure: 'requestsPerSecond',
    median: 0.5,
    min: 0.5,
    max: 0.6,
  })
})

test('what is compared may be another figure', () => {
  const samples = [sample('a', 1, null, { memoryBytes: 50 }), sample('b', 1, null, { memoryBytes: 100 })]
  expect(compare('a', 'b', 'memoryBytes', samples)?.median).toBe(0.5)
  expect(summarize('a', samples)).toMatchObject({ requestsPerSecond: null, spread: null, memoryBytes: 50 })
})

test('a round in which the other answered nothing has no ratio', () => {
  expect(compare('a', 'b', 'requestsPerSecond', [sample('a', 1, 50), sample('b', 1, 0)])).toBeUndefined()
  const samples = [sample('a', 1, 50), sample('b', 1, 0), sample('a', 2, 50), sample('b', 2, 100)]
  expect(compare('a', 'b', 'requestsPerSecond', samples)?.median).toBe(0.5)
})
