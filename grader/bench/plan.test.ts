import { expect, test } from 'vitest'
import type { Contender } from './contenders.ts'
import { type Options, parseOptions } from './options.ts'
import { announce, inWords, secondsOf, toRows, withinDescriptors } from './plan.ts'

function optionsOf(line: string): Options {
  const options = parseOptions(line.split(' '))
  if (options === undefined) throw new Error('it shows the usage')
  return options
}

function contender(name: string, cannot: readonly string[] = []): Contender {
  return {
    name,
    forwards: true,
    whyNot: scenario => (cannot.includes(scenario.name) ? 'does not know how' : undefined),
    prepare: async () => {},
    command: async () => ({ argv: ['true'], cwd: '/' }),
    dispose: async () => {},
  }
}

test('who cannot serve a scenario is left out with the reason, and a scenario that nobody can serve is no row', () => {
  const both = [contender('able'), contender('young', ['close', 'mix'])]
  const rows = toRows(optionsOf('6 --scenario close,1m'), both)
  expect(rows.map(row => [row.scenario.name, row.contenders.map(({ name }) => name), row.absent])).toEqual([
    ['close', ['able'], [{ subject: 'young', why: 'does not know how' }]],
    ['1m', ['able', 'young'], []],
  ])
  expect(toRows(optionsOf('6 --scenario mix'), [contender('young', ['mix'])])).toEqual([])
})

test('clients of the command line go before those of the scenario, and idle connections have one round', () => {
  const rows = toRows(optionsOf('6 --scenario keepalive,idle --rounds 7'), [contender('a')])
  expect(rows.map(({ clients, rounds }) => [clients, rounds])).toEqual([
    [[1, 64, 256, 1000], 7],
    [[10_000], 1],
  ])
  expect(toRows(optionsOf('6 --clients 8,9'), [contender('a')])[0]?.clients).toEqual([8, 9])
})

test('the time that it takes is told before: seconds by rounds by subjects by clients, and the starts', () => {
  const [row] = toRows(optionsOf('6 --clients 1,2 --rounds 5 --seconds 4'), [contender('a'), contender('b')])
  if (row === undefined) throw new Error('no row')
  // Two and the direct one, two counts of clients, five rounds of 4 s and one of 1 s, each with 0.2 s around it.
  expect(secondsOf(row, 4)).toBeCloseTo(3 + 2 * 3 * (5 * 4.2 + 1.2))
  expect(announce([row], 4, new Date(2026, 0, 1, 12, 0))).toBe('keepalive (1, 2): about 2 min, until 12:02')
  expect([inWords(59.2), inWords(99.9), inWords(600)]).toEqual(['60 s', '100 s', '10 min'])
})

test('more clients than files that may be open are refused where they were asked for, else left out with a word', () => {
  const idle = toRows(optionsOf('6 --scenario idle'), [contender('a')])
  const told: string[] = []
  const tell = (line: string) => void told.push(line)
  expect(withinDescriptors(idle, { isChoice: true }, tell, 20_000)).toHaveLength(1)
  expect(() => withinDescriptors(idle, { isChoice: true }, tell, 1024)).toThrow(
    'idle: so many clients need 13000 open files, and this shell allows 1024; ulimit -n 13000 allows more',
  )
  expect(withinDescriptors(idle, { isChoice: false }, tell, 1024)).toEqual([])
  expect(told).toEqual([expect.stringMatching(/^left out: idle: .*ulimit -n 13000/)])
})
