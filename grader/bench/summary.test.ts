import { expect, test } from 'vitest'
import { compare, median, type Sample, summarize } from './summary.ts'

function sample(subject: string, round: number, requestsPerSecond: number, more: Partial<Sample> = {}): Sample {
  const rest = { requests: 1, cpuMicrosPerRequest: null, p50Ms: 1, p99Ms: 2, errors: 0 }
  return { subject, round, requestsPerSecond, ...rest, ...more }
}

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
    p50Ms: 1,
    p99Ms: 2,
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
  expect(compare('a', 'b', samples)).toEqual({ subject: 'a', to: 'b', median: 0.5, min: 0.5, max: 0.6 })
})

test('a round in which the other answered nothing has no ratio', () => {
  expect(compare('a', 'b', [sample('a', 1, 50), sample('b', 1, 0)]).median).toBeNaN()
})
