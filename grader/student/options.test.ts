import { expect, test } from 'vitest'
import { type CheckOptions, readCheckRequest } from './options.ts'

test('a stage alone is this tree, once, in front of embedded backends', () => {
  expect(options(['3'])).toEqual({
    stage: 3,
    subject: 'reference',
    watch: false,
    only: undefined,
    seed: undefined,
    backends: 'embedded',
    captures: undefined,
    verbose: false,
  })
})

test('what is asked for is read, before or behind the stage', () => {
  expect(
    options('--watch 6 --subject mine --only a.b,c.d --seed 7 --backends nginx --pcap wire'.split(' ')),
  ).toMatchObject({
    stage: 6,
    subject: 'mine',
    watch: true,
    only: ['a.b', 'c.d'],
    seed: 7,
    backends: 'nginx',
    captures: { folder: 'wire', all: false },
  })
})

test.each([
  [[], /which stage\? 1 to 6, as in npm run check 1/],
  [['0'], /there is no stage 0: they are 1 to 6/],
  [['7'], /there is no stage 7/],
  [['echo'], /there is no stage echo/],
  [['1', '2'], /one stage at a time: '1 2' is more/],
  [['1', '--seed', '-3'], /--seed/],
  [['1', '--seed', '1.5'], /--seed 1\.5: a whole number/],
  [['1', '--pcap-all'], /--pcap-all: say where, too: --pcap captures --pcap-all/],
  [['1', '--wach'], /unknown option '--wach'.*--help/],
  [['3', '--watch', '--subject', 'peer:nginx'], /--watch: peer:nginx is no folder/],
])('%j is answered in one line', (args, complaint) => {
  expect(() => readCheckRequest(args, {})).toThrow(complaint)
  expect(() => readCheckRequest(args, {})).toThrow(/^[^\n]+$/)
})

test('flags without -- are refused, because npm swallowed them', () => {
  expect(() => readCheckRequest(['3'], { npm_config_watch: 'true' })).toThrow(/npm kept --watch for itself/)
})

function options(args: string[]): CheckOptions {
  const request = readCheckRequest(args, {})
  if (request.show !== 'check') throw new Error(`asks for ${request.show}`)
  return request.options
}
