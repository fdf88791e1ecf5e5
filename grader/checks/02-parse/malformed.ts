// Requests that must be refused, by the rule that they break. Two checks read each table: one has them refused in any way,
// at all stages; the other has the status of CONTRACT's table at stage 2.
import { valuesIn } from '../../lab/understood.ts'
import { type Malformed, withBody, withLines } from './parse-check.ts'

const line = (what: string, text: string, more: Partial<Malformed> = {}): Malformed => ({
  what: `a request line with ${what}`,
  text: mark => `${text.replace('MARK', `/${mark}`)}\r\nHost: lab.test\r\nX-Mark: ${mark}\r\n\r\n`,
  ...more,
})
const header = (what: string, text: string, more: Partial<Malformed> = {}): Malformed => ({
  what: `a header with ${what}`,
  text: withLines(text),
  ...more,
})
const hosts = (what: string, ...values: string[]): Malformed => ({
  what,
  text: mark => `GET /${mark} HTTP/1.1\r\n${values.map(value => `Host: ${value}\r\n`).join('')}X-A: 1\r\n\r\n`,
  mayBeMended: true,
})
const length = (value: string): Malformed => ({
  what: `a Content-Length of ${JSON.stringify(value)}`,
  text: withBody([`Content-Length: ${value}`], 'hello'),
})
const coding = (value: string, ...statuses: number[]): Malformed => ({
  what: `a Transfer-Encoding of ${JSON.stringify(value)}`,
  text: withBody([`Transfer-Encoding: ${value}`], '0\r\n\r\n'),
  statuses,
})

export const NO_REQUEST_LINE: readonly Malformed[] = [
  line('a method alone', 'GET'),
  line('no target', 'GET HTTP/1.1'),
  line('no version', 'GET MARK'),
  line('a fourth word', 'GET MARK HTTP/1.1 x'),
  line('a response in its place', 'HTTP/1.1 200 OK'),
]

export const ODD_SPACES: readonly Malformed[] = [
  line('two spaces', 'GET  MARK HTTP/1.1', { mayBeMended: true }),
  line('tabs for spaces', 'GET\tMARK\tHTTP/1.1', { mayBeMended: true }),
  line('a space behind the version', 'GET MARK HTTP/1.1 ', { mayBeMended: true }),
]

export const NO_METHOD: readonly Malformed[] = [
  line('a parenthesis in the method', 'GE(T MARK HTTP/1.1'),
  line('NUL in the method', 'G\0T MARK HTTP/1.1'),
  line('an É in the method', 'G\xc3\x89T MARK HTTP/1.1'),
]

export const BARE_CR: readonly Malformed[] = [
  line('a bare CR in the target', 'GET MARK\rb HTTP/1.1'),
  header('a bare CR in its value', 'X-A: a\rX-B: b', {
    mayBeMended: true,
    // RFC 9112 §2.2: it is no line end.
    misread: ({ fields }) => (valuesIn(fields, 'x-b').length > 0 ? 'what stands behind it became a field' : undefined),
  }),
]

export const NO_VERSION: readonly Malformed[] = [
  line('HTTP/1', 'GET MARK HTTP/1'),
  line('HTTP/1.1.1', 'GET MARK HTTP/1.1.1'),
  line('HTTP/11', 'GET MARK HTTP/11'),
  line('http in small letters', 'GET MARK http/1.1', { mayBeMended: true }),
  line('another protocol', 'GET MARK ICY/1.1'),
]

export const OTHER_VERSIONS: readonly Malformed[] = ['HTTP/2.0', 'HTTP/9.9', 'HTTP/3.1'].map(version =>
  line(version, `GET MARK ${version}`, { statuses: [505] }),
)

export const BAD_NAMES: readonly Malformed[] = [
  header('no colon', 'NoColon', { mayBeMended: true }),
  header('no name', ': v', { mayBeMended: true }),
  header('a space in its name', 'X A: 1', { mayBeMended: true }),
  header('a parenthesis in its name', 'X(A: 1', { mayBeMended: true }),
  header('NUL in its name', 'X\0A: 1', { mayBeMended: true }),
]

export const BLANK_BEFORE_COLON: readonly Malformed[] = [
  header('a space before the colon', 'X-A : 1', { mayBeMended: true }),
  header('a tab before the colon', 'X-A\t: 1', { mayBeMended: true }),
  { what: 'a Content-Length with a space before the colon', text: withBody(['Content-Length : 5'], 'hello') },
]

export const FOLDED: readonly Malformed[] = [
  header('a folded value', 'X-A: 1\r\n 2', { mayBeMended: true }),
  header('a value folded by a tab', 'X-A: 1\r\n\t2', { mayBeMended: true }),
  {
    what: 'a blank before the first header',
    text: mark => `GET /${mark} HTTP/1.1\r\n Host: evil.test\r\nHost: lab.test\r\n\r\n`,
    mayBeMended: true,
    // RFC 9112 §2.2: a line in front of the first field that begins with a blank is refused, or ignored.
    misread: ({ host }) => (host === 'evil.test' ? 'it was taken for the host' : undefined),
  },
]

export const CONTROLS: readonly Malformed[] = [
  header('NUL in its value', 'X-A: a\0b', { mayBeMended: true }),
  header('NUL at the end of its value', 'X-A: a\0', { mayBeMended: true }),
]

// Asked for at stage 2 alone: RFC 9110 §5.5 lets a proxy retain them, and nginx and HAProxy do.
export const OTHER_CONTROLS: readonly Malformed[] = ['\x01', '\x07', '\x0b', '\x0c', '\x1b', '\x7f'].map(octet =>
  header(`${JSON.stringify(octet)} in its value`, `X-A: a${octet}b`),
)

export const NO_HOST: readonly Malformed[] = [
  hosts('a request of HTTP/1.1 without Host'),
  hosts('a request with two Host lines that are equal', 'lab.test', 'lab.test'),
  hosts('a request with two Host lines that differ', 'lab.test', 'evil.test'),
]

export const BAD_HOSTS: readonly Malformed[] = ['a b', 'a/b', 'u@h', 'a,b', 'h:port', '[::1'].map(value =>
  hosts(`a Host of ${JSON.stringify(value)}`, value),
)

export const BAD_LENGTHS: readonly Malformed[] = [
  ...['abc', '', '-1', '+5', '5 5', '0x5', '1_0', '5.0', '5e0', '5,', '5x', '\xef\xbc\x95'].map(length),
]

export const HUGE_LENGTHS: readonly Malformed[] = [
  ...['9223372036854775808', '18446744073709551621', '4611686018427387904', '1'.repeat(40)].map(
    (value): Malformed => ({ ...length(value), statuses: [400, 413] }),
  ),
]

export const TWO_LENGTHS: readonly Malformed[] = [
  {
    what: 'two Content-Length lines that differ',
    text: withBody(['Content-Length: 5', 'Content-Length: 6'], 'hello!'),
  },
  length('5, 6'),
]

export const UNKNOWN_CODINGS: readonly Malformed[] = [
  // RFC 9112 §6.3: 400, where chunked is not the last; §6.1: 501, where a coding is not understood. Both are true of these.
  ...['gzip', 'xchunked', 'identity'].map(value => coding(value, 400, 501)),
  coding('gzip, chunked', 501),
]

export const NOT_CHUNKED: readonly Malformed[] = [
  ...['chunked, gzip', 'chunked, chunked', '"chunked"', 'chunked;q=1', 'chunked\x0b', 'chunked\0', ''].map(value =>
    coding(value, 400, 501),
  ),
]
