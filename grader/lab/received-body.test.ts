import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ReceivedBody } from './received-body.ts'
import { sha256Of } from './response.ts'

test('however a body comes, and however little of it is kept, its digest is that of the whole', () => {
  const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }).map(each => Buffer.from(each)))
  fc.assert(
    fc.property(pieces, fc.nat(100), fc.nat(5), (all, mostKept, askedBehind) => {
      const body = new ReceivedBody(mostKept)
      for (const [at, piece] of all.entries()) {
        body.add(piece)
        if (at === askedBehind) expect(body.sha256).toBe(sha256Of(Buffer.concat(all.slice(0, at + 1))))
      }
      const whole = Buffer.concat(all)
      expect(body.byteCount).toBe(whole.length)
      expect(body.sha256).toBe(sha256Of(whole))
      expect(whole.subarray(0, body.bytes.length)).toEqual(body.bytes)
      expect(body.bytes.length).toBeGreaterThanOrEqual(Math.min(mostKept, whole.length))
    }),
  )
})

test('nothing is kept where nothing is wanted', () => {
  const body = new ReceivedBody(0)
  body.add(Buffer.from('abc'))
  expect([body.bytes.length, body.byteCount, body.sha256]).toEqual([0, 3, sha256Of('abc')])
})
