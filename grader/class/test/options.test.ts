// The command line of a class: what says nothing is refused, and nobody is graded.
import { expect, test } from 'vitest'
import { readClassRequest } from '../options.ts'

test.each([
  ['merge a b --out all --jobs 4', 'merge grades nobody: --jobs would change nothing there; leave it out'],
  ['merge a --out all --shard 1/2 --sandbox none', '--shard and --sandbox would change nothing there; leave them out'],
  ['submissions --out a --out b', '--out is given twice (a, b); say it once'],
  ['submissions --out', "option '--out <value>' argument missing; npm run class -- --help lists the flags"],
  ['submissions --out=', '--out is empty'],
  ['submissions --out a --rooster r.csv', "unknown option '--rooster' (is it --roster?); "],
  ['submissions --out a --pcap-all', '--pcap-all: say where, too'],
])('%s', (line, complaint) => {
  expect(() => readClassRequest(line.split(' '), {})).toThrow(expect.objectContaining({ name: 'UsageError' }))
  expect(() => readClassRequest(line.split(' '), {})).toThrow(complaint)
})

test('a merge may fill in a gradebook', () => {
  expect(readClassRequest('merge a b --out all --canvas g.csv --canvas-column HW'.split(' '), {})).toEqual({
    do: 'merge',
    options: { directories: ['a', 'b'], out: 'all', canvas: { file: 'g.csv', column: 'HW' } },
  })
})

test('help is wanted wherever it is asked for', () => {
  expect(readClassRequest(['merge', '--jobs', '--help'], {})).toEqual({ do: 'help' })
})
