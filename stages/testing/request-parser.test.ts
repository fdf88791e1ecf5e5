import { expect, test } from 'vitest'
import { Arrivals } from './arrivals.ts'
import { readRequestHead } from './request-parser.ts'

function read(wire: string) {
  const arrivals = new Arrivals(50)
  arrivals.push(Buffer.from(wire, 'latin1'))
  arrivals.end('fin')
  return readRequestHead(arrivals)
}

test.each([
  ['a plain GET', 'GET /a?b#c HTTP/1.1\r\nHost: a.test:80\r\n\r\n', { kind: 'none' }],
  ['a length', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n', { kind: 'length', bytes: 3 }],
  ['chunks', 'M-SEARCH / HTTP/1.1\r\nHost: [::1]:80\r\nTransfer-Encoding: Chunked\r\n\r\n', { kind: 'chunked' }],
  ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', { kind: 'none' }],
  ['1.0 without Host', 'GET / HTTP/1.0\r\n\r\n', { kind: 'none' }],
  ['an 8-bit octet in a value', 'GET / HTTP/1.1\r\nHost: a\r\nA: \xe9\r\n\r\n', { kind: 'none' }],
])('takes %s', async (_, wire, framing) => {
  expect((await read(wire))?.framing).toEqual(framing)
})

test('a connection that ends between requests has no next request', async () => {
  expect(await read('')).toBeUndefined()
})

test('a connection that ends within a head has cut a request short', async () => {
  await expect(read('GET / HTTP/1.1\r\nHos')).rejects.toThrow('the connection ended (fin) before a header line')
})

const host = 'Host: a\r\n'
test.each([
  ['an empty line before', `\r\nGET / HTTP/1.1\r\n${host}\r\n`],
  ['a bare LF', `GET / HTTP/1.1\n${host}\r\n`],
  ['two blanks', `GET  / HTTP/1.1\r\n${host}\r\n`],
  ['a tab', `GET\t/ HTTP/1.1\r\n${host}\r\n`],
  ['a method that is no token', `G(T / HTTP/1.1\r\n${host}\r\n`],
  ['absolute form', `GET http://a/ HTTP/1.1\r\n${host}\r\n`],
  ['a target without slash', `GET a HTTP/1.1\r\n${host}\r\n`],
  ['an asterisk for GET', `GET * HTTP/1.1\r\n${host}\r\n`],
  ['an 8-bit octet in the target', `GET /\xe9 HTTP/1.1\r\n${host}\r\n`],
  ['HTTP/2.0', `GET / HTTP/2.0\r\n${host}\r\n`],
  ['HTTP/0.9', 'GET /\r\n'],
  ['no Host', 'GET / HTTP/1.1\r\n\r\n'],
  ['two Hosts', `GET / HTTP/1.1\r\n${host}${host}\r\n`],
  ['a list in Host', 'GET / HTTP/1.1\r\nHost: a, b\r\n\r\n'],
  ['a folded line', `GET / HTTP/1.1\r\n${host}A: b\r\n\tc\r\n\r\n`],
  ['a blank before the colon', `GET / HTTP/1.1\r\n${host}A : b\r\n\r\n`],
  ['a NUL', `GET / HTTP/1.1\r\n${host}A: \0\r\n\r\n`],
  ['two lengths', `GET / HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 1\r\n\r\na`],
  ['a length beside chunks', `GET / HTTP/1.1\r\n${host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`],
  ['two codings', `GET / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n`],
  ['an unknown coding', `GET / HTTP/1.1\r\n${host}Transfer-Encoding: xchunked\r\n\r\n`],
])('refuses %s', async (_, wire) => {
  await expect(read(wire)).rejects.toThrow()
})
