// The receive buffer beside a model so simple that it cannot be wrong: one string. Whatever is done to both, in whatever
// order, both answer the same.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ReceiveBuffer } from '../receive-buffer.ts'
import { SEED } from './seed.ts'

/** Does everything the slow way, on a Latin-1 string. */
class Model {
  text = ''

  push(octets: string): void {
    this.text += octets
  }

  takeHead(): string | undefined {
    const end = this.text.indexOf('\r\n\r\n')
    return end === -1 ? undefined : this.#take(end + 4)
  }

  takeLine(): string | undefined {
    const line = this.peekLine(0)
    if (line !== undefined) this.#take(line.endsWith('\n') ? line.length : line.length + 2)
    return line
  }

  peekLine(offset: number): string | undefined {
    const [line] = /^[^\n]*\n/.exec(this.text.slice(offset)) ?? []
    return line?.endsWith('\r\n') ? line.slice(0, -2) : line
  }

  takeUpTo(limit: number): string {
    return this.#take(limit)
  }

  takeLineEnd(): 'taken' | 'not there' | 'not yet' {
    if (this.text.startsWith('\r\n')) {
      this.#take(2)
      return 'taken'
    }
    return this.text === '' || this.text === '\r' ? 'not yet' : 'not there'
  }

  #take(count: number): string {
    const taken = this.text.slice(0, count)
    this.text = this.text.slice(count)
    return taken
  }
}

const octets = fc.string({ unit: fc.constantFrom('\r', '\n', '\r\n', '\r\n\r\n', 'a', 'b', '\xff'), maxLength: 12 })
const step = fc.oneof(
  { weight: 4, arbitrary: octets.map(text => ({ act: 'push', text }) as const) },
  { weight: 2, arbitrary: octets.map(text => ({ act: 'lend', text }) as const) },
  fc.nat(10).map(limit => ({ act: 'takeUpTo', limit }) as const),
  fc.constantFrom('takeHead', 'takeLine', 'takeLineEnd').map(act => ({ act }) as const),
  fc.nat(1).map(share => ({ act: 'peekLine', share }) as const),
)

test(`it answers like a plain string, whatever is asked in whatever order (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const buffer = new ReceiveBuffer()
      const model = new Model()
      const taken: [ours: Buffer, model: string][] = []
      for (const each of steps) {
        switch (each.act) {
          case 'push':
            buffer.push(Buffer.from(each.text, 'latin1'))
            model.push(each.text)
            break
          case 'lend': {
            // As from memory that is used again: what is taken of it at once has to be copied.
            const lent = Buffer.from(each.text, 'latin1')
            buffer.push(lent)
            model.push(each.text)
            taken.push([Buffer.from(buffer.takeUpTo(2)), model.takeUpTo(2)])
            buffer.keep()
            lent.fill('?')
            break
          }
          case 'takeUpTo':
            taken.push([buffer.takeUpTo(each.limit), model.takeUpTo(each.limit)])
            break
          case 'peekLine': {
            const offset = each.share * Math.min(3, model.text.length)
            expect(buffer.peekLine(offset)).toBe(model.peekLine(offset))
            break
          }
          default:
            expect(buffer[each.act]()).toBe(model[each.act]())
        }
        expect(buffer.length).toBe(model.text.length)
      }
      // What was taken is not overwritten by what came later.
      for (const [ours, models] of taken) expect(ours.toString('latin1')).toBe(models)
    }),
    { seed: SEED, numRuns: 3000 },
  )
})

test('a piece that comes into an empty buffer is not copied', () => {
  const buffer = new ReceiveBuffer()
  const piece = Buffer.from('abc')
  buffer.push(piece)
  expect(buffer.takeUpTo(3).buffer).toBe(piece.buffer)
})

test('what is kept is not copied again until there is no room', () => {
  const buffer = new ReceiveBuffer()
  buffer.push(Buffer.from('abcdef'))
  buffer.keep()
  const { buffer: memory } = buffer.takeUpTo(1)
  buffer.push(Buffer.from('g'))
  buffer.keep()
  expect(buffer.takeUpTo(1).buffer).toBe(memory)
})

test('a line end inside one piece and a line end between two are the same', () => {
  const buffer = new ReceiveBuffer()
  buffer.push(Buffer.from('a\r'))
  expect(buffer.takeLine()).toBeUndefined()
  buffer.push(Buffer.from('\nb\r\n\r'))
  expect(buffer.takeLine()).toBe('a')
  expect(buffer.takeHead()).toBeUndefined()
  buffer.push(Buffer.from('\n'))
  expect(buffer.takeHead()).toBe('b\r\n\r\n')
})

test('a line that ends in a bare LF keeps it, so that no grammar takes it', () => {
  const buffer = new ReceiveBuffer()
  buffer.push(Buffer.from('a\nb\r\n'))
  expect([buffer.takeLine(), buffer.takeLine()]).toEqual(['a\n', 'b'])
})

test('much that comes octet by octet takes time in proportion to its length', () => {
  const buffer = new ReceiveBuffer()
  const begun = performance.now()
  for (let count = 0; count < 262_144; count++) {
    buffer.push(Buffer.from('a'))
    buffer.takeHead()
  }
  expect(buffer.length).toBe(262_144)
  // Copied or searched anew each time it would be hours.
  expect(performance.now() - begun).toBeLessThan(10_000)
})
