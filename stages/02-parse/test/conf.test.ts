// What may stand in a conf file, and that anything else is refused in one line that names the place. The files are real:
// reading them is what conf.ts does.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Refusal } from '../../01-echo/refusal.ts'
import { readConf } from '../conf.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'conf-test-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const ONE = { ip: '127.0.0.1', port: 8001 }

function read(content: unknown): ReturnType<typeof readConf> {
  const file = join(folder, 'some.conf')
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return readConf(file)
}

/** The refusal's words behind the name of the file. */
function refusalOf(read: () => unknown): string {
  try {
    read()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.message.replace(`${folder}/some.conf: `, '')
  }
  throw new Error('it was read, and should have been refused')
}

test('the backends are all that must be there; the rest is as the contract says', () => {
  expect(read({ backend_servers: [ONE] })).toEqual({
    backends: [ONE],
    strategy: 'round-robin',
    timeouts: { connectMs: 1000, requestMs: 10_000, responseMs: 30_000, idleMs: 60_000 },
    limits: { headBytes: 16_384, targetBytes: 8192, bodyBytes: 1_073_741_824 },
    health: { failAfter: 3, restMs: 2000, path: undefined, intervalMs: 1000 },
  })
})

test('every key of the contract is read', () => {
  const conf = read({
    backend_servers: [ONE, { ip: 'backend.test', port: 65_535, weight: 2 }],
    strategy: 'least-connections',
    timeouts: { connect_ms: 1, request_ms: 2, response_ms: 3, idle_ms: 4 },
    limits: { head_bytes: 5, target_bytes: 6, body_bytes: 7 },
    health: { fail_after: 8, rest_ms: 9, path: '/up', interval_ms: 10 },
  })
  expect(conf).toEqual({
    backends: [ONE, { ip: 'backend.test', port: 65_535, weight: 2 }],
    strategy: 'least-connections',
    timeouts: { connectMs: 1, requestMs: 2, responseMs: 3, idleMs: 4 },
    limits: { headBytes: 5, targetBytes: 6, bodyBytes: 7 },
    health: { failAfter: 8, restMs: 9, path: '/up', intervalMs: 10 },
  })
})

test('part of a group may be missing', () => {
  expect(read({ backend_servers: [ONE], timeouts: { idle_ms: 5 } }).timeouts).toMatchObject({
    connectMs: 1000,
    idleMs: 5,
  })
})

test('without a name the course’s own conf is read: three backends', () => {
  expect(readConf().backends).toHaveLength(3)
})

test('a byte order mark in front is no fault', () => {
  expect(read(`\uFEFF${JSON.stringify({ backend_servers: [ONE] })}`).backends).toEqual([ONE])
})

test.each([
  ['a backend without a port', { backend_servers: [{ ip: 'h' }] }, /^backend_servers\[0\]\.port: /],
  ['port 0', { backend_servers: [{ ip: 'h', port: 0 }] }, /^backend_servers\[0\]\.port: /],
  ['port 65536', { backend_servers: [ONE, { ip: 'h', port: 65_536 }] }, /^backend_servers\[1\]\.port: /],
  ['a negative port', { backend_servers: [{ ip: 'h', port: -1 }] }, /^backend_servers\[0\]\.port: /],
  ['half a port', { backend_servers: [{ ip: 'h', port: 80.5 }] }, /^backend_servers\[0\]\.port: /],
  ['a port in quotes', { backend_servers: [{ ip: 'h', port: '80' }] }, /^backend_servers\[0\]\.port: .*number/],
  ['an empty address', { backend_servers: [{ ip: '', port: 80 }] }, /^backend_servers\[0\]\.ip: expected an address/],
  [
    'an address with its port',
    { backend_servers: [{ ip: '127.0.0.1:80', port: 80 }] },
    /\.ip: a port stands in "port"/,
  ],
  ['an address with a line end', { backend_servers: [{ ip: 'h\r\nX: 1', port: 80 }] }, /^backend_servers\[0\]\.ip: /],
  ['a URL for an address', { backend_servers: [{ ip: 'http://h', port: 80 }] }, /^backend_servers\[0\]\.ip: /],
  ['weight 0', { backend_servers: [{ ...ONE, weight: 0 }] }, /^backend_servers\[0\]\.weight: /],
  ['no backend', { backend_servers: [] }, /^backend_servers: /],
  ['backends that are no list', { backend_servers: ONE }, /^backend_servers: .*array/],
  ['no list of backends', {}, /^backend_servers: /],
  ['a list for a conf', [ONE], /^the conf: /],
  ['null', null, /^the conf: /],
  ['an unknown key', { backend_servers: [ONE], stratgey: 1 }, /^the conf: .*"stratgey"/],
  ['an unknown key in a group', { backend_servers: [ONE], limits: { body: 1 } }, /^limits: .*"body"/],
  ['a key with a line end in it', { backend_servers: [ONE], 'a\nb\r\nc': 1 }, /^the conf: .*"a\\nb\\r\\nc"/],
  ['a list for a group', { backend_servers: [ONE], timeouts: [] }, /^timeouts: .*an object/],
  ['a key that JavaScript knows', '{ "backend_servers": [], "__proto__": {} }', /^the conf: .*"__proto__"/],
  [
    'a key that is misspelt, and so missing',
    { backend_servers: [{ ip: 'h', prot: 1 }] },
    /^backend_servers\[0\]: .*"prot"/,
  ],
  [
    'a name that would end the line',
    { backend_servers: [{ ip: '\u2028', port: 1 }] },
    /^backend_servers\[0\]\.ip: .*$/,
  ],
  ['an unknown strategy', { backend_servers: [ONE], strategy: 'random' }, /^strategy: .*round-robin/],
  ['a time of zero', { backend_servers: [ONE], timeouts: { idle_ms: 0 } }, /^timeouts\.idle_ms: /],
  ['a time that no timer holds', { backend_servers: [ONE], timeouts: { idle_ms: 2 ** 31 } }, /^timeouts\.idle_ms: /],
  ['a limit of zero', { backend_servers: [ONE], limits: { head_bytes: 0 } }, /^limits\.head_bytes: /],
  ['a path without its slash', { backend_servers: [ONE], health: { path: 'up' } }, /^health\.path: .*begins with \//],
  ['a path with a line end', { backend_servers: [ONE], health: { path: '/ HTTP/1.1\r\n' } }, /^health\.path: /],
])('%s is refused, with its place', (_what, conf, message) => {
  expect(refusalOf(() => read(conf))).toMatch(message)
})

test('what is no JSON is refused with the reason', () => {
  expect(refusalOf(() => read('{ "backend_servers": [ }'))).toMatch(/^not JSON: /)
  expect(refusalOf(() => read(''))).toMatch(/^not JSON: /)
})

test('what is no JSON moves no cursor of the terminal that is told of it', () => {
  expect(refusalOf(() => read('\u001B[31m{'))).toMatch(/^not JSON: \P{C}*$/u)
})

test('a file that is not there is named', () => {
  expect(refusalOf(() => readConf('/no/such.conf'))).toBe('/no/such.conf: cannot read the conf: no such file')
})

test('a folder is no conf', () => {
  expect(refusalOf(() => readConf(folder))).toBe(`${folder}: cannot read the conf: is a folder; name the conf file`)
})

const conf = fc.record(
  {
    backend_servers: fc.oneof(
      fc.array(fc.record({ ip: fc.oneof(fc.ipV4(), fc.string()), port: fc.oneof(fc.nat(70_000), fc.anything()) })),
      fc.anything(),
    ),
    strategy: fc.oneof(fc.constantFrom('round-robin', 'least-connections'), fc.anything()),
    timeouts: fc.oneof(fc.record({ idle_ms: fc.anything() }), fc.anything()),
    limits: fc.dictionary(fc.constantFrom('head_bytes', 'body_bytes', 'x\ny'), fc.anything()),
    health: fc.anything(),
  },
  { requiredKeys: [] },
)

test('whatever a file holds, it is read or refused in one line that begins with the file', () => {
  const anyFile = fc.oneof(conf.map(toJson), fc.jsonValue().map(toJson), fc.string({ unit: 'binary' }), conf.map(cut))
  fc.assert(
    fc.property(anyFile, content => {
      try {
        expect(read(content).backends.length).toBeGreaterThan(0)
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal)
        expect((error as Refusal).message).toMatch(/^\S+some\.conf: .+$/)
      }
    }),
    { numRuns: 300 },
  )
})

function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? String(each) : each)) ?? ''
}

function cut(value: unknown): string {
  const json = toJson(value)
  return json.slice(0, json.length / 2)
}
