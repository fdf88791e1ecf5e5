// The account of stage 2: what was understood of a request, in the shape that the contract gives.

import { expect, test } from 'vitest'
import { accountOf } from '../account.ts'
import type { RequestHead } from '../message.ts'
import { RequestReader } from '../request-reader.ts'

const BACKENDS = [{ ip: '127.0.0.1', port: 8001 }]

function account(wire: string, bodyBytes = 0): object {
  const reader = new RequestReader({ headBytes: 1000, targetBytes: 1000, bodyBytes: 1000 })
  reader.push(Buffer.from(wire))
  const event = reader.next() as { head: RequestHead }
  return accountOf(event.head, bodyBytes, BACKENDS)
}

test('it is the contract’s example', () => {
  expect(account('GET /a?b=1 HTTP/1.1\r\nHost: example.test\r\nX-A:  1\r\n\r\n')).toEqual({
    method: 'GET',
    target: '/a?b=1',
    path: '/a',
    query: 'b=1',
    host: 'example.test',
    version: 'HTTP/1.1',
    headers: [
      ['Host', 'example.test'],
      ['X-A', '1'],
    ],
    body_bytes: 0,
    backend_servers: BACKENDS,
  })
})

test.each([
  ['/a', { path: '/a', query: null }],
  ['/a?', { path: '/a', query: '' }],
  ['/a?b?c', { path: '/a', query: 'b?c' }],
  ['http://b.test:1/x?y', { path: '/x', query: 'y', host: 'b.test:1', target: 'http://b.test:1/x?y' }],
  ['http://b.test', { path: '/', query: null, host: 'b.test' }],
])('%s is told apart as it should be', (target, expected) => {
  expect(account(`GET ${target} HTTP/1.1\r\nHost: a.test\r\n\r\n`)).toMatchObject(expected)
})

test('an HTTP/1.0 client that names no host has none', () => {
  expect(account('GET / HTTP/1.0\r\n\r\n')).toMatchObject({ host: null, version: 'HTTP/1.0' })
})
