// Which backends are well, told by outcomes and an imagined clock.

import { describe, expect, test } from 'vitest'
import { type Backend, roundRobin, toBackends } from '../../03-forward/balancer.ts'
import { BackendHealth } from '../backend-health.ts'

function world() {
  const clock = { now: 0 }
  const backends = toBackends(['a', 'b', 'c'].map(ip => ({ ip, port: 80 })))
  const health = new BackendHealth({ failAfter: 3, restMs: 1000 }, () => clock.now)
  const [a, b, c] = backends as [Backend, Backend, Backend]
  const fail = (backend: Backend, times: number, witness?: 'probe') => {
    for (let count = 0; count < times; count++) health.report(backend, 'failed', witness)
  }
  const offered = (strategy = roundRobin(backends)) =>
    health
      .among(strategy)()
      .map(({ host }) => host)
      .join('')
  return { clock, health, backends, a, b, c, fail, offered }
}

test('everybody is well until something is known', () => {
  const { health, a, offered } = world()
  expect(health.isWell(a)).toBe(true)
  expect(offered()).toBe('abc')
})

test('who fails three times in a row rests, and who fails twice does not', () => {
  const { a, b, fail, offered } = world()
  fail(a, 2)
  expect(offered()).toBe('abc')
  fail(a, 1)
  fail(b, 2)
  expect(offered()).toBe('bc')
})

test('an answer between two failures makes the count begin again', () => {
  const { health, a, fail, offered } = world()
  fail(a, 2)
  health.report(a, 'answered')
  fail(a, 2)
  expect(offered()).toBe('abc')
})

test('it rests for its time, to the millisecond', () => {
  const { clock, a, health, fail } = world()
  fail(a, 3)
  clock.now = 999
  expect(health.isWell(a)).toBe(false)
  clock.now = 1000
  expect(health.isWell(a)).toBe(true)
})

test('behind its rest one failure sends it back, and one answer makes it as good as any', () => {
  const { clock, health, a, fail } = world()
  fail(a, 3)
  clock.now = 1000
  fail(a, 1)
  expect(health.isWell(a)).toBe(false)
  clock.now = 2000
  health.report(a, 'answered')
  fail(a, 2)
  expect(health.isWell(a)).toBe(true)
})

test('a failure during the rest makes it longer', () => {
  const { clock, health, a, fail } = world()
  fail(a, 3)
  clock.now = 600
  fail(a, 1)
  clock.now = 1100
  expect(health.isWell(a)).toBe(false)
  clock.now = 1600
  expect(health.isWell(a)).toBe(true)
})

test('where all rest, all are tried, in their order', () => {
  const { a, b, c, fail, offered } = world()
  for (const each of [a, b, c]) fail(each, 3)
  expect(offered()).toBe('abc')
})

test('whoever rests behind a rotation is passed over wherever he stands in it', () => {
  const { health, backends, b, fail } = world()
  fail(b, 3)
  const strategy = health.among(roundRobin(backends))
  expect(
    [1, 2, 3].map(() =>
      strategy()
        .map(({ host }) => host)
        .join(''),
    ),
  ).toEqual(['ac', 'ca', 'ca'])
})

describe('two witnesses', () => {
  test('a probe that is answered does not excuse what clients have suffered', () => {
    const { health, a, fail, offered } = world()
    fail(a, 2)
    health.report(a, 'answered', 'probe')
    fail(a, 1)
    expect(offered()).toBe('bc')
  })

  test('their failures are not added up', () => {
    const { a, fail, offered } = world()
    fail(a, 2)
    fail(a, 2, 'probe')
    expect(offered()).toBe('abc')
  })

  test('either alone can send a backend to rest', () => {
    const { a, fail, offered } = world()
    fail(a, 3, 'probe')
    expect(offered()).toBe('bc')
  })
})

test('a backend that fails does not take its neighbours along', () => {
  const { health, a, b, fail } = world()
  fail(a, 30)
  expect(health.isWell(b)).toBe(true)
})
