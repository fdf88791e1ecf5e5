import { expect, test } from 'vitest'
import { Timeline } from './timeline.ts'

const FROM_CLIENT = { from: 'client 1', to: 'proxy', connection: 'client 1' }

test('octets are kept one character each, and counted', () => {
  const timeline = new Timeline()
  timeline.add({ ...FROM_CLIENT, kind: 'bytes', bytes: Buffer.from([0, 13, 10, 255]), fromPort: 1, toPort: 2 })
  expect(timeline.evidence()).toMatchObject([{ bytes: '\0\r\n\xff', byteCount: 4, fromPort: 1, toPort: 2 }])
})

test('of a long piece the beginning is kept and all of it counted', () => {
  const timeline = new Timeline()
  timeline.add({ ...FROM_CLIENT, kind: 'bytes', bytes: Buffer.alloc(1_000_000, 'x') })
  const [event] = timeline.evidence()
  expect(event?.byteCount).toBe(1_000_000)
  expect(event?.bytes.length).toBe(65_536)
})

test('of a check that moves very much, later pieces are kept shorter', () => {
  const timeline = new Timeline()
  const piece = Buffer.alloc(65_536, 'x')
  for (let count = 0; count < 1000; count += 1) timeline.add({ ...FROM_CLIENT, kind: 'bytes', bytes: piece })
  const evidence = timeline.evidence()
  expect(evidence.at(-1)).toMatchObject({ byteCount: 65_536, bytes: 'x'.repeat(256) })
  expect(evidence.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(3_000_000)
})

test('of a flood of events the first are kept, and the last line says how many are not', () => {
  const timeline = new Timeline()
  for (let count = 0; count < 5000; count += 1) timeline.add({ ...FROM_CLIENT, kind: 'fin' })
  const evidence = timeline.evidence()
  expect(evidence).toHaveLength(4000)
  expect(evidence.at(-1)).toMatchObject({ kind: 'note', bytes: '1001 more events are not kept' })
})

test('another check begins with nothing, at zero', () => {
  const timeline = new Timeline()
  timeline.note('old')
  timeline.restart()
  timeline.note('new')
  expect(timeline.evidence().map(({ bytes }) => bytes)).toEqual(['new'])
})
