// Requests that no stage may take for requests, with the status that the contract's table gives them. From stage 3 on
// the same bytes show that nothing of them reaches a backend.

export interface MalformedRequest {
  readonly what: string
  readonly bytes: string
  readonly status: number
}

const line = (what: string, first: string, status = 400): MalformedRequest => {
  return { what: `a request line with ${what}`, bytes: `${first}\r\nHost: a\r\n\r\n`, status }
}
const field = (what: string, text: string, status = 400): MalformedRequest => {
  return { what, bytes: `POST /x HTTP/1.1\r\nHost: a\r\n${text}\r\n\r\nhello`, status }
}
const hosts = (what: string, ...values: string[]): MalformedRequest => {
  const lines = values.map(value => `Host: ${value}\r\n`)
  return { what, bytes: `GET /x HTTP/1.1\r\n${lines.join('')}\r\n`, status: 400 }
}
const chunked = (what: string, body: string, status = 400): MalformedRequest => {
  const bytes = `POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${body}`
  return { what: `a chunked body with ${what}`, bytes, status }
}

const badLengths = [
  'abc',
  '',
  '-1',
  '+5',
  '5 5',
  '0x5',
  '1_0',
  '5.0',
  '5e0',
  '5,',
  '5x',
  '\xef\xbc\x95',
  '5, 5',
  '5, 6',
]
const badCodings: [string, number][] = [
  ['gzip', 501],
  ['gzip, chunked', 501],
  ['chunked, gzip', 400],
  ['chunked, chunked', 400],
  ['xchunked', 501],
  ['"chunked"', 501],
  ['chunked;q=1', 501],
  ['identity', 501],
  ['', 400],
  ['chunked\x0b', 400],
  ['chunked\0', 400],
]
const badSizes = ['0x5', '-1', '+5', '5_0', 'g', '', ' 5', '5.0', '5 ', '5;', '\xef\xbc\x95', '1'.repeat(20)]

export const malformedRequests: readonly MalformedRequest[] = [
  line('no target', 'GET'),
  line('no version', 'GET /x'),
  line('two spaces', 'GET  /x HTTP/1.1'),
  line('tabs', 'GET\t/x\tHTTP/1.1'),
  line('a blank at its end', 'GET /x HTTP/1.1 '),
  line('a CR inside the target', 'GET /a\rb HTTP/1.1'),
  line('a method that is no token', 'GE(T /x HTTP/1.1'),
  line('NUL in the method', 'G\0T /x HTTP/1.1'),
  line('8-bit octets in the method', 'G\xc3\x89T /x HTTP/1.1'),
  line('8-bit octets in the target', 'GET /\xff HTTP/1.1'),
  line('a fragment', 'GET /a#b HTTP/1.1'),
  line('a target without slash', 'GET x HTTP/1.1'),
  line('an asterisk for GET', 'GET * HTTP/1.1'),
  line('a scheme that is not spoken', 'GET ftp://a/x HTTP/1.1'),
  line('a status in its place', 'HTTP/1.1 200 OK'),
  line('http in small letters', 'GET /x http/1.1'),
  line('a version of two digits', 'GET /x HTTP/1.10'),
  line('a version without dot', 'GET /x HTTP/11'),
  line('a version to come', 'GET /x HTTP/2.0', 505),
  line('an unknown minor version', 'GET /x HTTP/1.2', 505),
  line('a version long gone', 'GET /x HTTP/0.9', 505),
  line('CONNECT', 'CONNECT a:80 HTTP/1.1', 501),
  { what: "HTTP/2's preface", bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', status: 505 },
  field('a header without colon', 'NoColon'),
  field('a header without name', ': v'),
  field('a blank inside a header name', 'Na me: v'),
  field('a blank before the colon', 'Content-Length : 5'),
  field('a tab before the colon', 'X-A\t: 1'),
  field('a folded header', 'X-A: 1\r\n 2'),
  { what: 'a blank before the first header', bytes: 'GET /x HTTP/1.1\r\n Host: a\r\n\r\n', status: 400 },
  field('NUL in a value', 'X-A: a\0b'),
  field('a control octet in a value', 'X-A: \x01'),
  field('DEL in a value', 'X-A: \x7f'),
  field('a bare CR in a value', 'X-A: a\rb'),
  field('a bare LF in a value', 'X-A: a\nContent-Length: 5'),
  hosts('no Host in HTTP/1.1'),
  hosts('two Hosts', 'a', 'b'),
  hosts('the same Host twice', 'a', 'a'),
  ...['a b', 'a/b', 'u@h', 'a,b', 'h:port', '[::1'].map(value => hosts(`the Host "${value}"`, value)),
  ...badLengths.map(value => field(`the Content-Length ${JSON.stringify(value)}`, `Content-Length: ${value}`)),
  field('two Content-Lengths that differ', 'Content-Length: 5\r\nContent-Length: 6'),
  field('the same Content-Length twice', 'Content-Length: 5\r\nContent-Length: 5'),
  field('a Content-Length beyond 64 bits', 'Content-Length: 18446744073709551621', 413),
  field('a Content-Length beyond a double', 'Content-Length: 9007199254740993', 413),
  field('Content-Length beside Transfer-Encoding', 'Content-Length: 5\r\nTransfer-Encoding: chunked'),
  ...badCodings.map(([value, status]) => {
    return field(`the Transfer-Encoding ${JSON.stringify(value)}`, `Transfer-Encoding: ${value}`, status)
  }),
  {
    what: 'Transfer-Encoding in HTTP/1.0',
    bytes: 'POST /x HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    status: 400,
  },
  ...badSizes.map(size => chunked(`the size ${JSON.stringify(size)}`, `${size}\r\nhello\r\n0\r\n\r\n`)),
  chunked('more data than its size', '5\r\nhelloX\r\n0\r\n\r\n'),
  chunked('no line end behind the data', '5\r\nhello0\r\n\r\n'),
  chunked('bare LFs', '5\nhello\n0\n\n'),
  chunked('LF in an extension', '5;a\nhello\r\n0\r\n\r\n'),
  chunked('an endless extension', `5;${'a'.repeat(20_000)}`),
  chunked('a trailer without colon', '0\r\nNoColon\r\n\r\n'),
]
