// Whose response is it? By its id, else by order, else the backend is out of step.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HttpError } from '../../02-parse/http-error.ts'
import { Exchange } from '../../03-forward/exchange.ts'
import { requestHead, responseHead } from '../../03-forward/test/heads.ts'
import { Correlation } from '../correlation.ts'
import { requestIdFields } from '../request-id.ts'

const RECIPIENT = { receiveHead() {}, receiveData: () => true, receiveEnd() {}, fail() {}, onDrain() {} }
const SETTINGS = { strategy: () => [], carry() {}, mayRepeat: () => false, onOutcome() {}, holdBytes: 0 }

function exchange(id: string): Exchange {
  return new Exchange(
    requestHead(),
    { address: '10.0.0.9' },
    { ...RECIPIENT },
    SETTINGS,
    requestIdFields(() => id),
  )
}

function answer(...ids: string[]) {
  return responseHead('HTTP/1.1 200 OK', 'Content-Length: 0', ...ids.map(id => `X-Request-ID: ${id}`))
}

function awaiting(...ids: string[]) {
  const echoes: boolean[] = []
  const correlation = new Correlation(echoed => void echoes.push(echoed))
  for (const id of ids) correlation.add(exchange(id))
  const ownerOf = (...fields: string[]) => correlation.ownerOf(answer(...fields)).added[0]?.value
  return { correlation, ownerOf, echoes }
}

const OUT_OF_STEP = expect.objectContaining({ status: 502, blame: 'backend' }) as HttpError

describe('a response with an id', () => {
  test.each(['a', 'b', 'c'])('belongs to the exchange of that name, whatever the order: %s', id => {
    expect(awaiting('a', 'b', 'c').ownerOf(id)).toBe(id)
  })

  test('is found in whatever case its name and its id are written', () => {
    const { correlation } = awaiting('a', 'b')
    const head = responseHead('HTTP/1.1 200 OK', 'Content-Length: 0', 'x-REQUEST-id: B')
    expect(correlation.ownerOf(head).added[0]?.value).toBe('b')
  })

  test('that nobody awaits here accuses the backend', () => {
    expect(() => awaiting('a').ownerOf('stranger')).toThrow(OUT_OF_STEP)
  })

  test('that was answered already accuses the backend', () => {
    const { correlation, ownerOf } = awaiting('a', 'b')
    correlation.remove(correlation.ownerOf(answer('b')))
    expect(() => ownerOf('b')).toThrow(OUT_OF_STEP)
    expect(ownerOf('a')).toBe('a')
  })

  test('that stands there twice is one, where both are equal', () => {
    expect(awaiting('a', 'b').ownerOf('b', 'B')).toBe('b')
  })

  test('that stands there twice, and differs, accuses the backend: somebody would get a wrong answer', () => {
    expect(() => awaiting('a', 'b').ownerOf('b', 'a')).toThrow(OUT_OF_STEP)
  })

  test('that is empty is an id that nobody has', () => {
    expect(() => awaiting('a').ownerOf('')).toThrow(OUT_OF_STEP)
  })
})

describe('a response without an id', () => {
  test('belongs to the oldest exchange', () => {
    const { correlation, ownerOf } = awaiting('a', 'b')
    expect(ownerOf()).toBe('a')
    correlation.remove(correlation.ownerOf(answer()))
    expect(ownerOf()).toBe('b')
  })

  test('where nobody waits accuses the backend', () => {
    expect(() => awaiting().ownerOf()).toThrow(OUT_OF_STEP)
  })

  test('stands behind one that came out of order: the oldest of those that still wait', () => {
    const { correlation, ownerOf } = awaiting('a', 'b', 'c')
    correlation.remove(correlation.ownerOf(answer('a')))
    expect(ownerOf()).toBe('b')
  })
})

test('whether the backend echoes is told at each response', () => {
  const { ownerOf, echoes } = awaiting('a', 'b')
  ownerOf('a')
  ownerOf()
  expect(() => ownerOf('stranger')).toThrow()
  expect(echoes).toEqual([true, false, true])
})

test('to take all takes them oldest first, and leaves none', () => {
  const { correlation } = awaiting('a', 'b', 'c')
  expect([correlation.size, correlation.oldest?.added[0]?.value]).toEqual([3, 'a'])
  expect(correlation.takeAll().map(({ added }) => added[0]?.value)).toEqual(['a', 'b', 'c'])
  expect([correlation.size, correlation.oldest]).toEqual([0, undefined])
})

test('in whatever order ids and silence come, each exchange is answered once and no response by two', () => {
  const acts = fc.array(fc.oneof(fc.nat(7).map(String), fc.constant(undefined)), { maxLength: 20 })
  fc.assert(
    fc.property(acts, acts => {
      const ids = ['0', '1', '2', '3', '4', '5']
      const { correlation, ownerOf } = awaiting(...ids)
      const waiting = [...ids]
      for (const id of acts) {
        const expected = id === undefined ? waiting[0] : waiting.find(each => each === id)
        const ask = () => ownerOf(...(id === undefined ? [] : [id]))
        if (expected === undefined) {
          expect(ask).toThrow(OUT_OF_STEP)
          return
        }
        expect(ask()).toBe(expected)
        correlation.remove(correlation.ownerOf(answer(expected)))
        waiting.splice(waiting.indexOf(expected), 1)
        expect(correlation.size).toBe(waiting.length)
      }
    }),
  )
})
