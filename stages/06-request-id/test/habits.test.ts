// What is learnt of a backend, and forgotten.

import { expect, test } from 'vitest'
import { Habits } from '../habits.ts'

test('nothing is known of a backend that has said nothing', () => {
  const { echoes, responsesPerConnection } = new Habits()
  expect([echoes, responsesPerConnection]).toEqual(['unknown', Number.POSITIVE_INFINITY])
})

test('one echo is proof, and one answer without an id is proof of nothing against it', () => {
  const habits = new Habits()
  habits.sawResponse(true)
  habits.sawResponse(false)
  expect(habits.echoes).toBe('yes')
})

test('whoever begins without an id does not echo until it does', () => {
  const habits = new Habits()
  habits.sawResponse(false)
  expect(habits.echoes).toBe('no')
  habits.sawResponse(true)
  expect(habits.echoes).toBe('yes')
})

test('sixteen answers in a row without an id end the trust', () => {
  const habits = new Habits()
  habits.sawResponse(true)
  for (let count = 0; count < 15; count++) habits.sawResponse(false)
  expect(habits.echoes).toBe('yes')
  habits.sawResponse(false)
  expect(habits.echoes).toBe('no')
})

test('a connection goes on until it has carried as many as the last one that was closed', () => {
  const habits = new Habits()
  expect(habits.mayGoOn(5000)).toBe(true)
  habits.sawClose(1000)
  expect([habits.mayGoOn(999), habits.mayGoOn(1000)]).toEqual([true, false])
})

test('one in sixteen is tried on, and one that carries more shows that what was known is wrong', () => {
  const habits = new Habits()
  habits.sawClose(10)
  const tries = Array.from({ length: 32 }, () => habits.mayGoOn(10))
  expect(tries.filter(goesOn => goesOn).length).toBe(2)
  expect(habits.mayGoOn(11)).toBe(true)
  expect([habits.responsesPerConnection, habits.mayGoOn(10)]).toEqual([22, true])
})
