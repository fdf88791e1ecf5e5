import { expect, test } from 'vitest'
import { parseOptions } from './options.ts'

test('without flags the peers are measured alone, on kept connections', () => {
  const { scenario, ...rest } = parseOptions([])
  expect(scenario.name).toBe('keepalive')
  expect(rest).toEqual({
    stage: undefined,
    peers: ['nginx', 'haproxy'],
    clients: [1, 64, 256, 1000],
    rounds: 5,
    seconds: 4,
    backendRequests: 1000,
    json: undefined,
  })
})

test('every flag counts', () => {
  const args = '6 --against haproxy --scenario 1m --clients 8,9 --rounds 3 --seconds 1 --backend-requests 50 --json -'
  expect(parseOptions(args.split(' '))).toMatchObject({
    stage: 6,
    peers: ['haproxy'],
    scenario: { name: '1m', path: '/1m' },
    clients: [8, 9],
    rounds: 3,
    seconds: 1,
    backendRequests: 50,
    json: '-',
  })
})

test.each([
  ['2', 'no stage to measure: "2"'],
  ['6 5', 'one stage at a time, not 6 5'],
  ['--against nginx,apache', 'no peer "apache"'],
  ['--scenario ftp', 'no "ftp"'],
  ['--clients 1,,2', '--clients: "" is not a count'],
  ['--rounds 0', '--rounds: "0"'],
  ['--nonsense', '--nonsense'],
])('%s is refused by name', (line, complaint) => {
  expect(() => parseOptions(line.split(' '))).toThrow(complaint)
})
