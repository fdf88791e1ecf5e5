// A section is read in strides, and most of its lines are never cut out. Whatever is asked of it, the answer is that of
// somebody who cuts out every line and looks at each.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { field } from '../field.ts'
import { type FieldSection, WATCHED } from '../fields.ts'
import { checkFieldLine, readFields } from '../grammar.ts'
import { SEED } from './seed.ts'

/** In any mixture of cases, for that is how names may be spelt. */
const spelt = (names: fc.Arbitrary<string>) =>
  fc
    .tuple(names, fc.array(fc.boolean(), { maxLength: 20 }))
    .map(([name, upper]) => Array.from(name, (letter, at) => (upper[at] ? letter.toUpperCase() : letter)).join(''))

const WATCHED_NAMES = [...WATCHED]
// Neighbours of the watched names too: one letter more, one less.
const UNWATCHED_NAMES = [
  'server',
  'date',
  'x',
  'x-request-i',
  'x-request-id2',
  'hos',
  'hostt',
  't',
  'tee',
  "a!#$%&'*+^_`|~9",
]
const name = spelt(fc.constantFrom(...WATCHED_NAMES, ...WATCHED_NAMES, ...UNWATCHED_NAMES))
const octets = (codes: fc.Arbitrary<number>) =>
  fc.array(codes, { maxLength: 12 }).map(each => String.fromCharCode(...each))
const value = fc.oneof(
  fc.constantFrom('', ' close', ' Keep-Alive, x ', ' a,b', '\thost', ' 5', ' te: trailers', '\xa0'),
  octets(fc.oneof(fc.constant(9), fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff }))),
)
const line = fc.tuple(name, value).map(([left, right]) => `${left}:${right}`)
const lines = fc.array(line, { maxLength: 12 })

const sectionOf = (all: readonly string[]) => all.map(each => `${each}\r\n`).join('')
const leftOf = (each: string) => each.slice(0, each.indexOf(':')).toLowerCase()
const rightOf = (each: string) => each.slice(each.indexOf(':') + 1).replace(/^[ \t]+|[ \t]+$/g, '')
const KEYS = [...WATCHED_NAMES, ...UNWATCHED_NAMES]

test(`every line is found, with its name and its value as they were sent (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(lines, all => {
      const { all: read } = readFields(sectionOf(all))
      expect(read.map(each => each.line)).toEqual(all.map(each => `${each}\r\n`))
      expect(read.map(each => each.key)).toEqual(all.map(leftOf))
      expect(read.map(each => each.name.toLowerCase())).toEqual(all.map(leftOf))
      expect(read.map(each => each.value)).toEqual(all.map(rightOf))
    }),
    { seed: SEED, numRuns: 500 },
  )
})

test(`what is asked by name is answered as if each line were looked at (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(lines, all => {
      // A section of its own for each question: what was asked before makes no difference.
      const ask = <T>(question: (fields: FieldSection) => T) => question(readFields(sectionOf(all)))
      for (const key of KEYS) {
        const values = all.filter(each => leftOf(each) === key).map(rightOf)
        expect(ask(fields => fields.valuesOf(key))).toEqual(values)
        expect(ask(fields => fields.has(key))).toBe(values.length > 0)
        for (const value of ['', 'close', 'keep-alive, x', 'a,b', 'host', ...values])
          expect(ask(fields => fields.says(key, value))).toBe(values.length === 1 && values[0] === value)
        const members = values.flatMap(each =>
          each
            .toLowerCase()
            .split(',')
            .map(member => rightOf(`:${member}`)),
        )
        expect(ask(fields => fields.membersOf(key))).toEqual(members.filter(each => each !== ''))
        if (key === 'connection')
          expect(ask(fields => fields.connectionOptions)).toEqual(members.filter(each => each !== ''))
      }
    }),
    { seed: SEED, numRuns: 300 },
  )
})

test(`what is left out is left out, and nothing else (SEED=${SEED})`, () => {
  const some = (names: readonly string[]) => fc.subarray([...names])
  fc.assert(
    fc.property(lines, some(WATCHED_NAMES), some(KEYS), (all, watched, others) => {
      const leftWithout = (names: readonly string[]) => sectionOf(all.filter(each => !names.includes(leftOf(each))))
      const fields = readFields(sectionOf(all))
      const names = new Set(watched)
      const ours = others.slice(0, 1).map(key => field(key, 'ours'))
      // Asked in turn for more, for less, and for the same again: what was answered before makes no difference.
      for (let round = 1; round <= 2; round++) {
        expect(fields.without(names, others.slice(1), ours)).toBe(leftWithout([...watched, ...others]))
        expect(fields.without(names, [], [])).toBe(leftWithout(watched))
        expect(fields.without(new Set(), [], [])).toBe(sectionOf(all))
      }
    }),
    { seed: SEED, numRuns: 500 },
  )
})

test(`a section is refused where one of its lines is, and for the same reason (SEED=${SEED})`, () => {
  const anything = fc.oneof(
    line,
    line,
    octets(fc.integer({ min: 0, max: 0xff })),
    fc.constantFrom(' te: a', 'te :a', ':a', 'te'),
  )
  fc.assert(
    fc.property(fc.array(anything, { minLength: 1, maxLength: 6 }), all => {
      // A line is what stands between two CRLFs, and an empty one ends the section.
      fc.pre(all.every(each => each !== '' && !each.includes('\r\n') && !/\r$/.test(each) && !/^\n/.test(each)))
      const reasonOf = (read: () => unknown) => {
        try {
          read()
          return 'none'
        } catch (error) {
          return (error as Error).message
        }
      }
      expect(reasonOf(() => readFields(sectionOf(all)))).toBe(reasonOf(() => all.forEach(checkFieldLine)))
    }),
    { seed: SEED, numRuns: 1000 },
  )
})
