// What may be done once more. Rules only, so every case stands in a table.

import { describe, expect, test } from 'vitest'
import { HttpError } from '../../02-parse/http-error.ts'
import { answerTo, requestHead } from '../../03-forward/test/heads.ts'
import { isIdempotent, isSafe, mayRepeat, mayReuse, persists } from '../reuse.ts'

// RFC 9112 §9.3, rung by rung: close ends it; 1.1 lives on; 1.0 lives on where both say keep-alive; else it ends.
describe.each([
  ['1.1', [], true],
  ['1.1', ['Connection: keep-alive'], true],
  ['1.1', ['Connection: close'], false],
  ['1.1', ['Connection: CLOSE'], false],
  ['1.1', ['Connection: keep-alive, close'], false],
  ['1.1', ['Connection: close, keep-alive'], false],
  ['1.1', ['Connection: X-A', 'Connection: close'], false],
  ['1.1', ['Connection: closed'], true],
  ['1.1', ['Connection: "close"'], true],
  ['1.1', ['Connection: X-Close'], true],
  ['1.1', ['X-Connection: close'], true],
  ['1.1', ['Proxy-Connection: close'], true],
  ['1.1', ['Keep-Alive: timeout=0'], true],
  ['1.0', [], false],
  ['1.0', ['Connection: keep-alive'], true],
  ['1.0', ['Connection: Keep-Alive'], true],
  ['1.0', ['connection: x , KEEP-ALIVE'], true],
  ['1.0', ['Connection: keep-alive, close'], false],
  ['1.0', ['Keep-Alive: timeout=5'], false],
  ['1.0', ['Proxy-Connection: keep-alive'], false],
] as const)('HTTP/%s with %j', (version, fields, lives) => {
  test(`a client's connection ${lives ? 'lives on' : 'ends'}`, () => {
    expect(persists(requestHead(`GET / HTTP/${version}`, 'Host: h', ...fields))).toBe(lives)
  })

  test(`a backend's connection ${lives ? 'may' : 'may not'} be used again`, () => {
    expect(mayReuse(answerTo('GET', `HTTP/${version} 200 OK`, 'Content-Length: 0', ...fields))).toBe(lives)
  })
})

test('a connection whose close was the end of the body is used up', () => {
  expect(mayReuse(answerTo('GET', 'HTTP/1.1 200 OK'))).toBe(false)
  expect(mayReuse(answerTo('GET', 'HTTP/1.0 200 OK', 'Connection: keep-alive'))).toBe(false)
})

test('a connection whose answer has no body can serve again, whatever length was named', () => {
  expect(mayReuse(answerTo('HEAD', 'HTTP/1.1 200 OK'))).toBe(true)
  expect(mayReuse(answerTo('GET', 'HTTP/1.1 304 Not Modified'))).toBe(true)
})

test.each([
  ['GET', true, true],
  ['HEAD', true, true],
  ['OPTIONS', true, true],
  ['TRACE', true, true],
  ['PUT', false, true],
  ['DELETE', false, true],
  ['POST', false, false],
  ['PATCH', false, false],
  ['CONNECT', false, false],
  ['BREW', false, false],
  ['get', false, false],
])('%s is safe: %s, idempotent: %s', (method, safe, idempotent) => {
  expect([isSafe(method), isIdempotent(method)]).toEqual([safe, idempotent])
})

const failure = (status: number) => ({
  error: new HttpError(status, 'backend', 'x'),
  unsent: false,
  begun: false,
  incidental: false,
})

test.each([
  ['GET', 502, true],
  ['DELETE', 502, true],
  ['POST', 502, false],
  ['BREW', 502, false],
  ['GET', 504, false],
])('%s behind a %i may be sent again: %s', (method, status, again) => {
  expect(mayRepeat(requestHead(`${method} / HTTP/1.1`), failure(status))).toBe(again)
})
