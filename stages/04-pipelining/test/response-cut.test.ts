// A slot that is cut: where the connection breaks, and what is heard of the slots around it.

import { describe, expect, test } from 'vitest'
import type { Slot } from '../response-queue.ts'
import { line } from './response-line.ts'

describe('a cut', () => {
  test('waits for its turn: what stands in front is still good', () => {
    const { client, queue } = line()
    const [first, second] = [queue.open(), queue.open()]
    second.send('half')
    second.cut()
    expect(client.heard).toEqual([])
    first.send('whole')
    first.end()
    expect(client.heard).toEqual(['whole', 'half', 'CUT'])
  })

  test('happens at once where the slot is speaking', () => {
    const { client, queue } = line()
    queue.open().cut()
    expect(client.heard).toEqual(['CUT'])
  })

  test.each([
    ['at once', (cut: Slot, front: Slot) => [front, cut]],
    ['when its turn comes', (cut: Slot, front: Slot) => [cut, front]],
  ])('is the last that the client hears, and that is told %s, once; the cut slot is told of it', (_, order) => {
    const { client, queue, left } = line()
    const [front, cut, behind] = [queue.open(), queue.open(), queue.open()]
    const dropped: string[] = []
    cut.occupant = { dropped: () => void dropped.push('cut') }
    behind.send('never')
    for (const slot of order(cut, front)) slot === cut ? cut.cut() : front.end()
    expect([client.heard, left, dropped]).toEqual([['CUT'], [false, true], ['cut']])
  })
})
