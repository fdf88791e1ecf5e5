import { expect, test } from 'vitest'
import { Arrivals, type Ending } from './arrivals.ts'
import { readResponse } from './response-parser.ts'

function arrived(wire: string, ending?: Ending): Arrivals {
  const arrivals = new Arrivals(50)
  for (const octet of wire) arrivals.push(Buffer.from(octet, 'latin1'))
  if (ending !== undefined) arrivals.end(ending)
  return arrivals
}

const ok = 'HTTP/1.1 200 OK\r\n'

test.each([
  ['a length', `${ok}Content-Length: 3\r\n\r\nabcHTTP`, 'GET', 'abc'],
  ['chunks', `${ok}Transfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\n\r\n`, 'GET', 'abc'],
  ['nothing after HEAD', `${ok}Content-Length: 3\r\n\r\n`, 'HEAD', ''],
  ['nothing in a 204', 'HTTP/1.1 204 No Content\r\n\r\n', 'GET', ''],
  ['nothing in a 304', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n', 'GET', ''],
])('reads a body with %s', async (_, wire, method, body) => {
  const response = await readResponse(arrived(wire), method)
  expect([String(response.body), response.complete]).toEqual([body, true])
})

test.each<[Ending, boolean]>([
  ['fin', true],
  ['rst', false],
])('a body until the close that ends by %s is complete: %s', async (ending, complete) => {
  const response = await readResponse(arrived(`${ok}\r\nabc`, ending), 'GET')
  expect([String(response.body), response.complete]).toEqual(['abc', complete])
})

test.each([
  ['a length', `${ok}Content-Length: 9\r\n\r\nabc`],
  ['a chunk', `${ok}Transfer-Encoding: chunked\r\n\r\n9\r\nabc`],
  ['the last chunk', `${ok}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`],
  ['the trailers', `${ok}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-A: 1\r\n`],
])('a body that misses the end of %s is not complete', async (_, wire) => {
  const response = await readResponse(arrived(wire, 'fin'), 'GET')
  expect([String(response.body), response.complete]).toEqual(['abc', false])
})

test('keeps interim answers, repeated fields and trailers', async () => {
  const wire = `HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n${ok}Set-Cookie: a\r\nset-cookie: b\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Sum: 1\r\n\r\n`
  const response = await readResponse(arrived(wire), 'GET')
  expect(response.informational.map(({ status, headers }) => [status, headers])).toEqual([[103, [['Link', 'a']]]])
  expect(response.headerAll('Set-Cookie')).toEqual(['a', 'b'])
  expect(response.header('set-cookie')).toBe('a, b')
  expect(response.header('absent')).toBeUndefined()
  expect(response.trailers).toEqual([['X-Sum', '1']])
})

test.each([
  ['a status line without reason or its blank', 'HTTP/1.1 200\r\n\r\n'],
  ['HTTP/0.9', 'hello\r\n'],
  ['a bare LF', 'HTTP/1.1 200 OK\n\r\n'],
  ['a bare CR', `${ok}A: b\rc\r\n\r\n`],
  ['a NUL', `${ok}A: \0\r\n\r\n`],
  ['a blank before the colon', `${ok}A : b\r\n\r\n`],
  ['no colon', `${ok}A\r\n\r\n`],
  ['a folded line', `${ok}A: b\r\n c\r\n\r\n`],
  ['two lengths', `${ok}Content-Length: 0\r\nContent-Length: 0\r\n\r\n`],
  ['a list of lengths', `${ok}Content-Length: 0, 0\r\n\r\n`],
  ['a signed length', `${ok}Content-Length: +1\r\n\r\na`],
  ['a length beside chunks', `${ok}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`],
  ['another coding', `${ok}Transfer-Encoding: gzip, chunked\r\n\r\n`],
  ['chunks in 1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ['a chunk size with 0x', `${ok}Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n`],
  ['a chunk longer than said', `${ok}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n`],
  ['a chunk size line that ends in LF', `${ok}Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n`],
])('refuses %s', async (_, wire) => {
  await expect(readResponse(arrived(wire), 'GET')).rejects.toThrow(/^malformed response: .* bytes had arrived/)
})

test('a response that never comes is given up, with what did come', async () => {
  await expect(readResponse(arrived('HTTP/1.1 2'), 'GET')).rejects.toThrow(
    'waited 50 ms for the status line of the answer to GET; 10 bytes had arrived, at last "HTTP/1.1 2"',
  )
})
