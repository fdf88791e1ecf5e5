// UUIDs that are drawn many at a time are still each one of its own, of version 4, with 122 bits of chance.

import { validate, version } from 'uuid'
import { expect, test } from 'vitest'
import { newUuid } from '../uuids.ts'

// More than are drawn at a time, so that the seams between draws are among them.
const ids = Array.from({ length: 2000 }, newUuid)

test('each is a UUID of version 4, and another one', () => {
  expect(ids.filter(id => !validate(id) || version(id) !== 4)).toEqual([])
  expect(new Set(ids).size).toBe(ids.length)
})

// All but the digit 4 and the two bits 10 (RFC 9562 §5.4).
const CHANCE = 0xffff_ffff_ffff_0fff_3fff_ffff_ffff_ffffn

test('each bit but those that name the version is now 0 and now 1', () => {
  const bits = ids.map(id => BigInt(`0x${id.replaceAll('-', '')}`))
  const ever = bits.reduce((a, b) => a | b)
  const always = bits.reduce((a, b) => a & b)
  expect(ever & CHANCE).toBe(CHANCE)
  expect(always & CHANCE).toBe(0n)
})
