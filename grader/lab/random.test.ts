import { expect, test } from 'vitest'
import { Random } from './random.ts'

test('the same seed and name give the same values, another of either gives others', () => {
  const draw = (seed: number, name: string) => new Random(seed, name).hex(32)
  expect(draw(7, 'a')).toBe(draw(7, 'a'))
  expect(draw(8, 'a')).not.toBe(draw(7, 'a'))
  expect(draw(7, 'b')).not.toBe(draw(7, 'a'))
})

test('integers stay in their range, both ends included', () => {
  const random = new Random(1, 'integers')
  const drawn = new Set(Array.from({ length: 500 }, () => random.integer(3, 6)))
  expect([...drawn].sort()).toEqual([3, 4, 5, 6])
})

test('a shuffle keeps everything', () => {
  expect(new Random(1, 'shuffle').shuffle([1, 2, 3, 4, 5]).sort()).toEqual([1, 2, 3, 4, 5])
})

test('cut pieces make up the whole again', () => {
  const random = new Random(1, 'cut')
  const whole = random.bytes(100)
  expect(Buffer.concat(random.cut(whole, 7))).toEqual(whole)
  expect(random.cut(whole, 7).every(piece => piece.length > 0)).toBe(true)
})
