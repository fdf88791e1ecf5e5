// Whose turn it is. Shares are exact over one round, and turns are spread out, not in a row.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Refusal } from '../../01-echo/refusal.ts'
import { type Backend, chooseStrategy, leastConnections, roundRobin, toBackends } from '../balancer.ts'

function backendsOf(...weights: number[]): Backend[] {
  return toBackends(weights.map((weight, at) => ({ ip: `b${at}`, port: 80, weight })))
}

function firsts(strategy: () => readonly Backend[], count: number): string {
  return Array.from({ length: count }, () => strategy()[0]?.host).join(' ')
}

const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 })

describe('round robin', () => {
  test('equals take turns in the order of the conf', () => {
    expect(firsts(roundRobin(backendsOf(1, 1, 1)), 7)).toBe('b0 b1 b2 b0 b1 b2 b0')
  })

  test('one backend has every turn', () => {
    expect(firsts(roundRobin(backendsOf(3)), 3)).toBe('b0 b0 b0')
  })

  test('five to one to one is nginx’s own order', () => {
    expect(firsts(roundRobin(backendsOf(5, 1, 1)), 7)).toBe('b0 b0 b1 b0 b2 b0 b0')
  })

  test('behind the first stand all others, each once, so that a failed dial has somewhere to go', () => {
    const strategy = roundRobin(backendsOf(2, 1, 1))
    for (let turn = 0; turn < 8; turn++)
      expect(
        strategy()
          .map(({ host }) => host)
          .toSorted(),
      ).toEqual(['b0', 'b1', 'b2'])
  })

  test('over one round each backend has exactly its weight', () => {
    fc.assert(
      fc.property(weights, fc.nat(50), (weights, offset) => {
        const strategy = roundRobin(backendsOf(...weights))
        for (let skipped = 0; skipped < offset; skipped++) strategy()
        const turns = Array.from({ length: sum(weights) }, () => strategy()[0]?.host)
        const shares = weights.map((_weight, at) => turns.filter(host => host === `b${at}`).length)
        expect(shares).toEqual(weights)
      }),
    )
  })

  test('turns are spread out: at no moment is anybody two turns ahead of his share, or behind it', () => {
    fc.assert(
      fc.property(weights, weights => {
        const strategy = roundRobin(backendsOf(...weights))
        const had = weights.map(() => 0)
        for (let turn = 1; turn <= sum(weights); turn++) {
          const first = Number(strategy()[0]?.host.slice(1))
          had[first] = (had[first] ?? 0) + 1
          weights.forEach((weight, at) => {
            const due = (turn * weight) / sum(weights)
            expect((had[at] ?? 0) - due).toBeLessThan(2)
            expect(due - (had[at] ?? 0)).toBeLessThan(2)
          })
        }
      }),
    )
  })

  test('equal weights are never in a row', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 5 }), (count, weight) => {
        const turns = firsts(roundRobin(backendsOf(...Array(count).fill(weight))), count * weight * 2).split(' ')
        for (const [at, host] of turns.entries()) expect(host).not.toBe(turns[at + 1])
      }),
    )
  })
})

describe('least connections', () => {
  test('whoever has the fewest open exchanges comes first, and the others follow by load', () => {
    const backends = backendsOf(1, 1, 1)
    loads(backends, [2, 0, 1])
    expect(leastConnections(backends)().map(({ host }) => host)).toEqual(['b1', 'b2', 'b0'])
  })

  test('equals take turns', () => {
    expect(firsts(leastConnections(backendsOf(1, 1, 1)), 4)).toBe('b0 b1 b2 b0')
  })

  test('a backend of weight two is as loaded by four as another by two', () => {
    const backends = backendsOf(2, 1)
    loads(backends, [3, 2])
    expect(leastConnections(backends)()[0]?.host).toBe('b0')
    loads(backends, [5, 2])
    expect(leastConnections(backends)()[0]?.host).toBe('b1')
  })

  test('it never puts a more loaded backend before a less loaded one', () => {
    const open = fc.array(fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(open, fc.nat(10), (open, skipped) => {
        const backends = backendsOf(...open.map(([, weight]) => weight))
        loads(
          backends,
          open.map(([count]) => count),
        )
        const strategy = leastConnections(backends)
        for (let turn = 0; turn < skipped; turn++) strategy()
        const candidates = strategy().map(({ openExchanges, weight }) => openExchanges / weight)
        expect(candidates).toEqual(candidates.toSorted((a, b) => a - b))
        expect(candidates).toHaveLength(open.length)
      }),
    )
  })

  test('if each exchange stays open, loads differ by one at most', () => {
    const backends = backendsOf(1, 1, 1, 1)
    const strategy = leastConnections(backends)
    for (let count = 0; count < 30; count++) {
      const [first] = strategy()
      if (first !== undefined) first.openExchanges += 1
      const open = backends.map(({ openExchanges }) => openExchanges)
      expect(Math.max(...open) - Math.min(...open)).toBeLessThanOrEqual(1)
    }
  })
})

test('an IPv6 address stands in brackets in a backend’s name', () => {
  expect(
    toBackends([
      { ip: '::1', port: 80 },
      { ip: 'h', port: 81 },
    ]).map(({ name }) => name),
  ).toEqual(['[::1]:80', 'h:81'])
})

test('a strategy that does not exist is refused with those that do', () => {
  expect(() => chooseStrategy('random', backendsOf(1))).toThrow(
    new Refusal('--strategy random: use round-robin or least-connections'),
  )
})

function loads(backends: readonly Backend[], open: readonly number[]): void {
  backends.forEach((backend, at) => {
    backend.openExchanges = open[at] ?? 0
  })
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0)
}
