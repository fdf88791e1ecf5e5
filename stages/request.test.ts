import { expect, test } from 'vitest'
import { readRequest } from './request.ts'

const FLAGS =
  'the flags are --port, --host, --conf, --strategy, --pcap, --log and --workers, as in npm run stage 3 -- --port 8080'

test('nothing asks for the ladder', () => {
  expect(readRequest([], {})).toEqual({ show: 'ladder' })
})

test('a number asks for that stage, on the defaults', () => {
  expect(readRequest(['3'], {})).toMatchObject({
    show: 'stage',
    stage: { folder: '03-forward' },
    host: '127.0.0.1',
    port: 9000,
    conf: undefined,
    pcap: undefined,
    extra: [],
  })
})

test('flags may stand before or behind the number', () => {
  const args = [
    '--port',
    '0',
    '6',
    '--log',
    '--strategy=least-connections',
    '--host',
    '::1',
    '--conf',
    'my.conf',
    '--workers',
    '2',
  ]
  expect(readRequest(args, {})).toMatchObject({
    stage: { number: 6 },
    host: '::1',
    port: 0,
    conf: 'my.conf',
    extra: ['--strategy', 'least-connections', '--log', '--workers', '2'],
  })
})

test.each([
  [['9'], 'there is no stage 9: they are 1 to 6, and npm run stage shows them'],
  [['echo'], 'there is no stage echo: they are 1 to 6, and npm run stage shows them'],
  [['1', '2'], "one stage at a time: '1 2' is more"],
  [['--port', '80'], '--port needs a stage, as in npm run stage 3 -- --port 8080'],
  [['3', '--prot', '80'], `unknown option '--prot' (is it --port?); ${FLAGS}`],
  [['3', '--port'], `option '--port <value>' argument missing; ${FLAGS}`],
  [['3', '--port', 'http'], '--port http: a port is a number from 0 to 65535 (0: any free one)'],
  [['3', '--port', '70000'], '--port 70000: a port is a number from 0 to 65535 (0: any free one)'],
  [['3', '--strategy', 'random'], '--strategy random: there are round-robin and least-connections'],
  [['2', '--strategy', 'round-robin'], '--strategy: stage 2 asks no backend; stages 3 and up do'],
  [['5', '--log'], '--log: stage 5 keeps no log; stage 6 does'],
  [['5', '--workers', '2'], '--workers: stage 5 is one process; stage 6 can be several'],
  [['6', '--workers'], `option '--workers <value>' argument missing; ${FLAGS}`],
  [['3', '--log=yes'], `option '--log' does not take an argument; ${FLAGS}`],
])('%j is refused with: %s', (args, line) => {
  expect(() => readRequest(args, {})).toThrow(expect.objectContaining({ name: 'UsageError', message: line }))
})

test('flags without -- are refused, because npm swallowed them', () => {
  expect(() => readRequest(['3'], { npm_config_log: 'true' })).toThrow(
    'npm kept --log for itself: put -- before the flags, as in npm run stage 3 -- --port 8080',
  )
})
