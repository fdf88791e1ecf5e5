// The command line of a stage: what it understands, and that whatever it does not is refused in one line that names the flag.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Refusal } from '../refusal.ts'
import { readSettings } from '../settings.ts'

test('without flags a stage listens on port 9000 of this machine alone', () => {
  expect(readSettings([])).toEqual({ host: '127.0.0.1', port: 9000, conf: undefined, more: {} })
})

test('the three common flags are read, with a blank or an equals sign', () => {
  const expected = { host: '::1', port: 0, conf: 'my.conf', more: {} }
  expect(readSettings(['--host', '::1', '--port', '0', '--conf', 'my.conf'])).toEqual(expected)
  expect(readSettings(['--host=::1', '--port=0', '--conf=my.conf'])).toEqual(expected)
})

test('flags that a stage adds are told apart from the common ones', () => {
  const more = { strategy: { type: 'string' }, log: { type: 'boolean' } } as const
  expect(readSettings(['--log', '--strategy', 'x'], more).more).toEqual({ log: true, strategy: 'x' })
  expect(readSettings([], more).more).toEqual({})
})

test.each([
  [['--port', '65536'], '--port 65536: not a port; use 0 to 65535'],
  [['--port=-1'], '--port -1: not a port; use 0 to 65535'],
  [['--port', 'http'], '--port http: not a port; use 0 to 65535'],
  [['--port', '80.5'], '--port 80.5: not a port; use 0 to 65535'],
  [['--port', '0x50'], '--port 0x50: not a port; use 0 to 65535'],
  [['--port='], '--port : not a port; use 0 to 65535'],
  [['--prot', '80'], "Unknown option '--prot'; this program takes --host, --port, --conf"],
  [['80'], "Unexpected argument '80'"],
  [['--port', '-1'], "Option '--port' argument is ambiguous; this program takes --host, --port, --conf"],
  [['--host='], '--host is empty; name an address, such as 127.0.0.1, or 0.0.0.0 for all of them'],
])('%j is refused: %s', (argv, message) => {
  expect(() => readSettings(argv)).toThrow(Refusal)
  expect(() => readSettings(argv)).toThrow(message)
})

test('a refusal names the flags of this stage', () => {
  expect(() => readSettings(['--x'], { log: { type: 'boolean' } })).toThrow('this program takes --log, --host')
})

test('whatever stands on the command line, it is read or refused', () => {
  const word = fc.oneof(
    fc.constantFrom('--port', '--host', '--conf', '--log', '--', '-p', '1', '--port=1'),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), argv => {
      try {
        const { port } = readSettings(argv, { log: { type: 'boolean' } })
        expect(port).toBeGreaterThanOrEqual(0)
        expect(port).toBeLessThanOrEqual(65_535)
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal)
      }
    }),
  )
})
