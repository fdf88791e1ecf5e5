import { expect, test } from 'vitest'
import { readTapOptions } from '../options.ts'

const EXAMPLE = 'npm run tap -- --listen 9100 --to 127.0.0.1:9000 --pcap tap.pcapng'
const FLAGS = `the flags are --listen, --to, --pcap and --between, as in ${EXAMPLE}`

test('where, whom, and into which file', () => {
  expect(readTapOptions(['--listen', '9100', '--to', 'localhost:9000', '--pcap', 'a.pcapng'], {})).toEqual({
    listen: { host: '127.0.0.1', port: 9100 },
    to: { host: 'localhost', port: 9000 },
    file: 'a.pcapng',
    target: 'proxy',
  })
})

test('addresses of IPv6 stand in brackets, and before a backend it is the proxy that connects', () => {
  const args = ['--listen', '[::1]:0', '--to', '[::1]:8001', '--pcap', 'a', '--between', 'backends']
  expect(readTapOptions(args, {})).toMatchObject({
    listen: { host: '::1', port: 0 },
    to: { host: '::1', port: 8001 },
    target: 1,
  })
})

test.each([
  [[], `--listen is missing, as in ${EXAMPLE}`],
  [['--listen', '1', '--to', '2'], `--pcap is missing, as in ${EXAMPLE}`],
  [['--listen', 'x', '--to', '2', '--pcap', 'a'], '--listen x: [HOST:]PORT, such as 9100 or 127.0.0.1:9000'],
  [['--listen', '::1:5', '--to', '2', '--pcap', 'a'], '--listen ::1:5: [HOST:]PORT, such as 9100 or 127.0.0.1:9000'],
  [
    ['--listen', '70000', '--to', '2', '--pcap', 'a'],
    '--listen 70000: a port is a number from 0 to 65535 (0: any free one)',
  ],
  [
    ['--listen', '1', '--to', 'http://a:80', '--pcap', 'a'],
    '--to http://a:80: [HOST:]PORT, such as 9100 or 127.0.0.1:9000',
  ],
  [['--listen', '1', '--to', '0', '--pcap', 'a'], '--to 0: a port from 1 to 65535, where somebody listens'],
  [
    ['--listen', '9', '--to', '9', '--pcap', 'a'],
    '--listen 9 and --to 9 are the same: it would pass everything on to itself',
  ],
  [
    ['--listen', '1', '--to', '2', '--pcap', 'a', '--between', 'us'],
    '--between us: clients or backends, which tells who is who in the capture',
  ],
  [['--listen', '1', '--to', '2', '--pcap', ''], `--pcap is empty; ${FLAGS}`],
  [['--lisen', '1'], `unknown option '--lisen' (is it --listen?); ${FLAGS}`],
])('%j is refused with: %s', (args, line) => {
  expect(() => readTapOptions(args, {})).toThrow(expect.objectContaining({ name: 'UsageError', message: line }))
})

test('flags without -- are refused, because npm swallowed them', () => {
  expect(() => readTapOptions([], { npm_config_pcap: 'a' })).toThrow(
    `npm kept --pcap for itself: put -- before the flags, as in ${EXAMPLE}`,
  )
})
