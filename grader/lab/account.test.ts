// That an account is read for what it says, and refused in words that name the place.
import { expect, test } from 'vitest'
import { toAccount } from './account.ts'
import type { Response } from './response.ts'

const SAID = {
  method: 'GET',
  target: '/a?b',
  path: '/a',
  query: 'b',
  host: 'a.test',
  version: 'HTTP/1.1',
  headers: [['Host', 'a.test']],
  body_bytes: 0,
  backend_servers: [{ ip: '127.0.0.1', port: 8001, weight: 2 }],
}

test('an account is what it says', () => {
  expect(toAccount(response(JSON.stringify(SAID)))).toEqual(SAID)
})

test('members that the contract does not know are left out', () => {
  expect(toAccount(response(JSON.stringify({ ...SAID, mood: 'good' })))).toEqual(SAID)
})

test('a charset behind the media type is no fault', () => {
  expect(toAccount(response(JSON.stringify(SAID), 'application/json; charset=utf-8'))).toEqual(SAID)
})

test.each([
  ['a member of the wrong type', JSON.stringify({ ...SAID, body_bytes: '0' }), /at body_bytes/],
  ['a header that is no pair', JSON.stringify({ ...SAID, headers: [['Host']] }), /at headers\.0/],
  ['a header of three', JSON.stringify({ ...SAID, headers: [['Host', 'a', 'b']] }), /at headers\.0/],
  ['no object', '[]', /at its top/],
  ['no JSON', 'hello', /not JSON/],
])('%s is a failure that names the place', (_what, body, words) => {
  expect(() => toAccount(response(body))).toThrow(words)
})

test('an account of another media type is a failure', () => {
  expect(() => toAccount(response(JSON.stringify(SAID), 'text/plain'))).toThrow(/not said to be JSON/)
})

function response(body: string, type = 'application/json'): Response {
  return {
    version: 'HTTP/1.1',
    status: 200,
    reason: 'OK',
    fields: [{ name: 'content-type', value: type }],
    body: Buffer.from(body),
    bodyBytes: body.length,
    sha256: '',
    trailers: [],
    complete: true,
    framing: 'length',
    interim: [],
    head: '',
    provenance: undefined,
  }
}
