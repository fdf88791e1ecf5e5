// The line in which answers stand: whatever order they come in, they leave in the order of their requests.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { line } from './response-line.ts'

const ORDERS = permutations([0, 1, 2, 3])

test.each(
  ORDERS.map(order => [order.join(' ')]),
)('answers that end in the order %s leave in the order 0 1 2 3', order => {
  const { queue, left, heard } = line()
  const slots = [0, 1, 2, 3].map(() => queue.open())
  for (const at of order.split(' ').map(Number)) {
    slots[at]?.send(`<${at}`)
    slots[at]?.send(`${at}>`)
    slots[at]?.end()
  }
  expect(heard()).toBe('<00><11><22><33>')
  expect([left, queue.length]).toEqual([[false, false, false, false], 0])
})

test('pieces of many answers, mixed in any way, are sorted', () => {
  const acts = fc.array(fc.tuple(fc.nat(4), fc.constantFrom('send', 'end')), { maxLength: 60 })
  fc.assert(
    fc.property(acts, acts => {
      const { queue, heard } = line()
      const slots = [0, 1, 2, 3, 4].map(() => queue.open())
      const said = ['', '', '', '', '']
      for (const [at, act] of acts) {
        const slot = slots[at] as (typeof slots)[number]
        if (slot.hasEnded) continue
        if (act === 'end') slot.end()
        else {
          slot.send(`${at}`)
          said[at] += `${at}`
        }
      }
      const firstOpen = slots.findIndex(({ hasEnded }) => !hasEnded)
      const speaking = firstOpen === -1 ? said : said.slice(0, firstOpen + 1)
      expect(heard()).toBe(speaking.join(''))
    }),
    { numRuns: 500 },
  )
})

test('the first slot speaks at once, the others when their turn comes', () => {
  const { queue, heard } = line()
  const [first, second] = [queue.open(), queue.open()]
  second.send('b')
  first.send('a')
  expect(heard()).toBe('a')
  first.end()
  expect(heard()).toBe('ab')
  second.send('c')
  expect(heard()).toBe('abc')
})

test('a slot that is opened in an empty line speaks at once', () => {
  const { queue, heard } = line()
  queue.open().end()
  queue.open().send('a')
  expect(heard()).toBe('a')
})

describe('what is held', () => {
  test('a slot that waits is full at its limit, and not before', () => {
    const { queue } = line(10)
    queue.open()
    const second = queue.open()
    expect([second.send('12345'), second.send(Buffer.from('1234')), second.send('1')]).toEqual([true, true, false])
  })

  test('whoever filled it hears of room when its turn comes', () => {
    const { queue } = line(2)
    const [first, second] = [queue.open(), queue.open()]
    let drained = 0
    second.onDrain = () => {
      drained += 1
    }
    second.send('bb')
    expect(drained).toBe(0)
    first.end()
    expect(drained).toBe(1)
  })

  test('he hears nothing of room that he never missed', () => {
    const { queue } = line(10)
    const [first, second] = [queue.open(), queue.open()]
    let drained = 0
    second.onDrain = () => {
      drained += 1
    }
    second.send('b')
    first.end()
    expect(drained).toBe(0)
  })

  test('where the client has no room either, he waits for the client', () => {
    const { client, queue } = line(2)
    const [first, second] = [queue.open(), queue.open()]
    let drained = 0
    second.onDrain = () => {
      drained += 1
    }
    second.send('bb')
    client.hasRoom = false
    first.end()
    expect(drained).toBe(0)
    client.onDrain()
    expect(drained).toBe(1)
  })

  test('room at the client is for the slot that speaks', () => {
    const { client, queue } = line()
    const drained: string[] = []
    queue.open().onDrain = () => void drained.push('first')
    queue.open().onDrain = () => void drained.push('second')
    client.onDrain()
    expect(drained).toEqual(['first'])
  })
})

test.each([
  ['speaks', true],
  ['has waited', false],
])('the line is full from a piece of a slot that %s until the client has room, though the slot has left', (_, speaks) => {
  const { client, queue } = line()
  const room: string[] = []
  queue.onRoom = () => void room.push(queue.isFull ? 'full' : 'room')
  const first = queue.open()
  const slot = speaks ? first : queue.open()
  client.hasRoom = false
  expect(queue.isFull).toBe(false)
  slot.send('a')
  slot.end()
  first.end()
  expect([queue.length, queue.isFull, room]).toEqual([0, true, []])
  client.onDrain()
  expect([queue.isFull, room]).toEqual([false, ['room']])
})

test('a small piece that waits is copied: the memory into which it was read may be much more, and is used again', () => {
  const { queue, heard } = line()
  const first = queue.open()
  const memory = Buffer.from('ab')
  queue.open().send(memory.subarray(0, 1))
  memory.fill('x')
  first.end()
  expect(heard()).toBe('a')
})

test('what only waits for its turn does not fill the line', () => {
  const { queue } = line(1)
  queue.open()
  expect([queue.open().send('bb'), queue.isFull]).toEqual([false, false])
})

describe('the last answer', () => {
  test('is told as such when it leaves, and nothing behind it is given the word', () => {
    const { queue, left, heard } = line()
    const [first, second] = [queue.open(), queue.open()]
    second.send('never')
    first.isLast = true
    first.send('last')
    first.end()
    expect([left, heard()]).toEqual([[true], 'last'])
  })

  test('waits for its turn', () => {
    const { queue, left } = line()
    const [first, second] = [queue.open(), queue.open()]
    second.isLast = true
    second.end()
    expect(left).toEqual([])
    first.end()
    expect(left).toEqual([false, true])
  })
})

test('whoever stands in a line that is emptied is told, once, from the back to the front', () => {
  const { queue } = line()
  const dropped: number[] = []
  for (const at of [0, 1, 2]) queue.open().occupant = { dropped: () => void dropped.push(at) }
  queue.dropAll()
  queue.dropAll()
  expect([dropped, queue.length]).toEqual([[2, 1, 0], 0])
})

test('departures are told in order also where a slot ends while it is being given the word', () => {
  const { queue, left } = line(1)
  const [first, second] = [queue.open(), queue.open()]
  second.send('b')
  // Room again: the rest of the answer is read at once, and it was the last.
  second.onDrain = () => {
    second.isLast = true
    second.end()
  }
  first.end()
  expect(left).toEqual([false, true])
})

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]]
  return items.flatMap(first => permutations(items.filter(each => each !== first)).map(rest => [first, ...rest]))
}
