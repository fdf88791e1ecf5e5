// Whatever was read before, a section is read as if it were the first.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { field } from '../../02-parse/field.ts'
import { type FieldSection, WATCHED } from '../../02-parse/fields.ts'
import { readFields } from '../../02-parse/grammar.ts'
import { SEED } from '../../02-parse/test/seed.ts'
import { LastSection } from '../last-section.ts'

const HOP_BY_HOP: ReadonlySet<string> = new Set(['connection', 'te'])
const NONE: ReadonlySet<string> = new Set()
const OURS = [field('X-Request-ID', 'ours')]

const QUESTIONS: readonly ((fields: FieldSection) => unknown)[] = [
  fields => fields.without(HOP_BY_HOP, [], OURS),
  fields => fields.without(HOP_BY_HOP, [], []),
  fields => fields.without(NONE, [], []),
  fields => fields.without(HOP_BY_HOP, ['server'], OURS),
  fields => fields.connectionOptions,
  fields => [...WATCHED, 'server'].map(key => fields.valuesOf(key)),
  fields => fields.all.map(({ line }) => line),
]

/** What a section answers, asked in that order. */
function answers(fields: FieldSection, questions = QUESTIONS) {
  return questions.map(ask => ask(fields))
}

/** What is answered where each question is the first. */
function freshAnswers(text: string, questions = QUESTIONS) {
  return questions.map(ask => ask(readFields(text)))
}

function outcome(ask: () => unknown) {
  try {
    return ask()
  } catch (error) {
    return String(error)
  }
}

const head = (id: string, length = '615') =>
  `Server: nginx\r\nContent-Length: ${length}\r\nConnection: keep-alive\r\nX-Request-ID:${id}\r\nETag: "a"\r\n`

test.each([
  ['the same again', [head(' one'), head(' one')]],
  ['another id', [head(' one'), head(' two'), head(' six')]],
  ['another length, as long', [head(' one'), head(' one', '614')]],
  ['an id of another length', [head(' one'), head(' seven')]],
  ['blanks around the id', [head(' one'), head('a\t \t')]],
  ['octets beyond ASCII in the id', [head(' one'), head(' \xe9\xff!')]],
  ['no id, then one', ['Server: nginx\r\n', head(' one'), head(' two')]],
  ['no id, twice', ['Server: nginx\r\n', 'Server: nginx\r\n', 'Server: Nginx\r\n']],
  ['two ids, twice', [`${head(' one')}X-Request-ID: a\r\n`, `${head(' one')}X-Request-ID: a\r\n`]],
  ['two ids', [`${head(' one')}X-Request-ID: a\r\n`, `${head(' one')}X-Request-ID: b\r\n`]],
  [
    'Connection names the id',
    ['Connection: x-request-id\r\nX-Request-ID: a\r\n', 'Connection: x-request-id\r\nX-Request-ID: b\r\n'],
  ],
  ['more than is kept', [head(' a'.repeat(3000)), head(' b'.repeat(3000))]],
])('%s', (_, texts) => {
  const last = new LastSection()
  for (const text of texts) expect(answers(last.read(text))).toEqual(freshAnswers(text))
})

test.each([
  ['a line end', ' a\r\nB: c'],
  ['a bare CR', ' aaaa\rbbb'],
  ['a bare LF', ' aaaa\nbbb'],
  ['a NUL', ' aaaa\0bbb'],
])('%s in an id that is as long as the last', (what, id) => {
  const last = new LastSection()
  last.read(head(' good-one'))
  if (what === 'a line end') expect(last.read(head(id)).valuesOf('b')).toEqual(['c'])
  else expect(() => last.read(head(id))).toThrow('control character')
  // What was refused is not what the next one is compared with.
  expect(last.read(head(' next-one')).valuesOf('x-request-id')).toEqual(['next-one'])
})

test(`any sequence (SEED=${SEED})`, () => {
  const octet = fc.constantFrom('a', 'b', ' ', '\t', '\r', '\n', ':', '\x7f', '\xe9')
  const id = fc.oneof(fc.constantFrom(' a1', ' b2'), fc.string({ unit: octet, minLength: 3, maxLength: 4 }))
  const line = fc.oneof(
    id.map(each => `X-Request-ID:${each}`),
    fc.constantFrom(
      'Server: n',
      'server: m',
      'Connection: close',
      'Connection: x-request-id',
      'Content-Length: 5',
      'Te:',
    ),
  )
  const shape = fc.array(line, { maxLength: 5 }).map(lines => lines.map(each => `${each}\r\n`).join(''))
  const withIds = fc.tuple(shape, fc.array(id, { maxLength: 3 }))
  fc.assert(
    fc.property(
      fc.array(withIds, { maxLength: 5 }),
      fc.array(fc.constantFrom(...QUESTIONS), { minLength: 1, maxLength: 5 }),
      (all, questions) => {
        const last = new LastSection()
        const texts = all.flatMap(([text, ids]) => [
          text,
          ...ids.map(each => text.replace(/(X-Request-ID:)[^\r]*/, `$1${each}`)),
        ])
        for (const text of texts)
          expect(outcome(() => answers(last.read(text), questions))).toEqual(
            outcome(() => freshAnswers(text, questions)),
          )
      },
    ),
    { seed: SEED, numRuns: 3000 },
  )
})
