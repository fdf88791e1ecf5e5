// From the head that came in to the head that goes out, in both directions: what is for this hop only stays behind, and all
// else is passed on as it came.

import { describe, expect, test } from 'vitest'
import { field } from '../../02-parse/field.ts'
import { toBackendHead, toClientHead } from '../forwarding.ts'
import { answerTo, requestHead, responseHead } from './heads.ts'

const CONTEXT = { clientAddress: '10.0.0.9', backendName: 'b:8001', added: [] }
const OURS = ['X-Forwarded-For: 10.0.0.9', 'Via: 1.1 hopwise']

function toBackend(line: string, fields: readonly string[] = [], added = CONTEXT.added as Parameters<typeof field>[]) {
  const context = { ...CONTEXT, added: added.map(each => field(...each)) }
  return toBackendHead(requestHead(line, ...fields), context)
    .split('\r\n')
    .slice(0, -2)
}

function toClient(fields: readonly string[], chunked = false) {
  const response = responseHead('HTTP/1.1 200 OK', ...fields)
  return toClientHead(response, { chunked, connection: undefined, added: [] }).split('\r\n').slice(1, -2)
}

// Lines of one hop, and what becomes of them: nothing. Both directions obey the same list.
const ONE_HOP = [
  ['Connection: keep-alive'],
  ['Connection: close'],
  ['Keep-Alive: timeout=9'],
  ['Proxy-Connection: keep-alive'],
  ['TE: trailers, deflate'],
  ['Trailer: X-T'],
  ['Upgrade: h2c'],
  ['HTTP2-Settings: AAMAAABkAAQAAP__'],
  ['Connection: X-Foo', 'X-Foo: 1'],
  ['Connection: x-foo, X-BAR', 'X-Foo: 1', 'x-bar: 1'],
  ['Connection: X-Foo', 'Connection: X-Bar', 'X-Foo: 1', 'X-Bar: 1', 'x-foo: 2'],
  ['Connection: , X-Foo ,', 'X-Foo: 1'],
  ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: x'],
  ['cOnNeCtIoN: X-Foo', 'x-FOO: 1'],
]

// Lines that both ends are meant to see, as they came.
const END_TO_END = [
  ['X-Foo: 1', 'X-Bar: 2', 'X-Foo: 3'],
  ['Cookie: a=1', 'Cookie: b=2'],
  ['cOoKiE: a', 'X-Empty: '],
  ['X-A: caf\xe9 \xff'],
  ['Cache-Control: no-store', 'Pragma: no-cache'],
  ['X_A: 1', 'Content_Length: 5'],
  ['Accept-Encoding: gzip', 'Content-Encoding: gzip'],
  ['Warning: 199 - "a, b"'],
]

describe('to the backend', () => {
  test('the request line is method, path and our own version', () => {
    expect(toBackend('BREW /a%2F?b HTTP/1.1')[0]).toBe('BREW /a%2F?b HTTP/1.1')
    expect(toBackend('GET / HTTP/1.0', ['Host: h'])[0]).toBe('GET / HTTP/1.1')
    expect(toBackend('GET http://b.test/x?y HTTP/1.1')[0]).toBe('GET /x?y HTTP/1.1')
    expect(toBackend('OPTIONS http://b.test HTTP/1.1')[0]).toBe('OPTIONS * HTTP/1.1')
  })

  test.each(ONE_HOP)('%s is not passed on', (...fields) => {
    expect(toBackend('GET / HTTP/1.1', fields).slice(1)).toEqual(['Host: h', ...OURS])
  })

  test.each(END_TO_END)('%s is passed on as it came', (...fields) => {
    expect(toBackend('GET / HTTP/1.1', fields).slice(1)).toEqual(['Host: h', ...fields, ...OURS])
  })

  test('what Connection names goes, and what it does not name stays', () => {
    const fields = ['Connection: X-Foo', 'X-Foo: 1', 'X-Foo-Bar: 2']
    expect(toBackend('GET / HTTP/1.1', fields).slice(1)).toEqual(['Host: h', 'X-Foo-Bar: 2', ...OURS])
  })

  test('what Connection names goes also where it would be written anew from what came', () => {
    const fields = ['Connection: x-forwarded-for, Expect', 'X-Forwarded-For: 1.1.1.1', 'Expect: banana']
    expect(toBackend('GET / HTTP/1.1', fields).slice(1)).toEqual(['Host: h', ...OURS])
  })

  describe('Host', () => {
    test('says what the client said, with its port, and stands first', () => {
      expect(toBackend('GET / HTTP/1.1', ['X: 1', 'hOsT: a.test:9000']).slice(1, 3)).toEqual([
        'Host: a.test:9000',
        'X: 1',
      ])
    })

    test('is the target’s where the target names one', () => {
      expect(toBackend('GET http://b.test:81/ HTTP/1.1', ['Host: a.test'])[1]).toBe('Host: b.test:81')
    })

    test('is the backend’s where an HTTP/1.0 client named none', () => {
      expect(toBackend('GET / HTTP/1.0').slice(1)).toEqual([
        'Host: b:8001',
        'X-Forwarded-For: 10.0.0.9',
        'Via: 1.0 hopwise',
      ])
    })

    test('is the target’s also where an HTTP/1.0 client sent no Host', () => {
      expect(toBackend('GET http://b.test/ HTTP/1.0')[1]).toBe('Host: b.test')
    })

    test('cannot be taken away by naming it in Connection', () => {
      expect(toBackend('GET / HTTP/1.1', ['Connection: Host'])[1]).toBe('Host: h')
    })
  })

  describe('framing', () => {
    test('a length is passed on', () => {
      expect(toBackend('PUT / HTTP/1.1', ['Content-Length: 5'])).toContain('Content-Length: 5')
    })

    test('a length of zero is passed on: the backend need not guess', () => {
      expect(toBackend('POST / HTTP/1.1', ['Content-Length: 0'])).toContain('Content-Length: 0')
    })

    test('a length cannot be taken away by naming it in Connection: the body would be the next request', () => {
      expect(toBackend('PUT / HTTP/1.1', ['Connection: content-length', 'Content-Length: 5'])).toContain(
        'Content-Length: 5',
      )
    })

    test.each(['chunked', 'CHUNKED', ', chunked ,'])('Transfer-Encoding: %s goes out once, as chunked', coding => {
      const fields = ['Connection: Transfer-Encoding', `Transfer-Encoding: ${coding}`]
      const framing = toBackend('PUT / HTTP/1.1', fields).filter(line =>
        /^(transfer-encoding|content-length):/i.test(line),
      )
      expect(framing).toEqual(['Transfer-Encoding: chunked'])
    })

    test('no body is announced where there is none', () => {
      expect(toBackend('GET / HTTP/1.1').join()).not.toMatch(/transfer-encoding|content-length/i)
    })
  })

  describe('what we add', () => {
    test('the client’s address stands behind those that are there, in one line', () => {
      const fields = ['X-Forwarded-For: 1.1.1.1', 'x-forwarded-for: 2.2.2.2, 3.3.3.3']
      const told = toBackend('GET / HTTP/1.1', fields).filter(line => /^x-forwarded-for/i.test(line))
      expect(told).toEqual(['X-Forwarded-For: 1.1.1.1, 2.2.2.2, 3.3.3.3, 10.0.0.9'])
    })

    test('Via stands behind those that are there, with the version that we were spoken to in', () => {
      const vias = toBackend('GET / HTTP/1.0', ['Via: 1.1 first']).filter(line => line.startsWith('Via'))
      expect(vias).toEqual(['Via: 1.1 first', 'Via: 1.0 hopwise'])
    })

    test('an added field replaces all that came under its name, in any case', () => {
      const fields = ['x-request-id: evil', 'X-Request-Id: worse', 'X-Other: 1']
      expect(toBackend('GET / HTTP/1.1', fields, [['X-Request-ID', 'ours']]).slice(1)).toEqual([
        'Host: h',
        'X-Other: 1',
        ...OURS,
        'X-Request-ID: ours',
      ])
    })

    test('an added field cannot be taken away by naming it in Connection', () => {
      const fields = ['Connection: X-Request-ID']
      expect(toBackend('GET / HTTP/1.1', fields, [['X-Request-ID', 'ours']])).toContain('X-Request-ID: ours')
    })
  })

  test('Expect: 100-continue was for us, and any other expectation is for the backend', () => {
    const length = 'Content-Length: 5'
    expect(toBackend('PUT / HTTP/1.1', ['Expect: 100-Continue', length]).slice(1)).toEqual(['Host: h', length, ...OURS])
    expect(toBackend('PUT / HTTP/1.1', ['Expect: banana', length])).toContain('Expect: banana')
  })
})

describe('to the client', () => {
  test('the status line is our own version, the backend’s status and its reason', () => {
    const line = (text: string) =>
      toClientHead(responseHead(text, 'Content-Length: 0'), { chunked: false, connection: undefined, added: [] }).split(
        '\r\n',
      )[0]
    expect(line('HTTP/1.0 418 Short and stout')).toBe('HTTP/1.1 418 Short and stout')
    expect(line('HTTP/1.1 299')).toBe('HTTP/1.1 299 ')
  })

  test.each(ONE_HOP)('%s is not passed on', (...fields) => {
    expect(toClient(fields)).toEqual([])
  })

  test.each(END_TO_END)('%s is passed on as it came', (...fields) => {
    expect(toClient(fields)).toEqual(fields)
  })

  test('three cookies stay three lines', () => {
    const cookies = ['Set-Cookie: a=1; Expires=Sat, 01 Jan 2000 10:20:30 GMT', 'Set-Cookie: b=2', 'Set-Cookie: c=3']
    expect(toClient(cookies)).toEqual(cookies)
  })

  test('a redirection, a validator and a date are the backend’s', () => {
    const fields = ['Location: http://elsewhere/x', 'ETag: "a"', 'Date: Sat, 01 Jan 2000 10:20:30 GMT', 'Server: s']
    expect(toClient(fields)).toEqual(fields)
  })

  test('the framing is ours: chunked, or the length that came, and never both', () => {
    expect(toClient(['Transfer-Encoding: chunked', 'X: 1'], true)).toEqual(['X: 1', 'Transfer-Encoding: chunked'])
    expect(toClient(['Transfer-Encoding: chunked'])).toEqual([])
    expect(toClient(['Content-Length: 5'])).toEqual(['Content-Length: 5'])
  })

  test('a length cannot be taken away by naming it in Connection', () => {
    expect(toClient(['Connection: Content-Length', 'Content-Length: 5'])).toEqual(['Content-Length: 5'])
  })

  test('a 204 has no length, a 304 and the answer to HEAD keep theirs', () => {
    const context = { chunked: false, connection: undefined, added: [] }
    const lengthOf = (method: string, line: string) =>
      /Content-Length: \d+/.exec(toClientHead(answerTo(method, line, 'Content-Length: 5'), context))?.[0]
    expect(lengthOf('GET', 'HTTP/1.1 204 No Content')).toBeUndefined()
    expect(lengthOf('GET', 'HTTP/1.1 304 Not Modified')).toBe('Content-Length: 5')
    expect(lengthOf('HEAD', 'HTTP/1.1 200 OK')).toBe('Content-Length: 5')
  })

  test('what is said about the connection is ours', () => {
    const head = (connection: 'close' | 'keep-alive') =>
      toClientHead(responseHead('HTTP/1.1 200 OK', 'Connection: X-Foo', 'Content-Length: 0'), {
        chunked: false,
        connection,
        added: [],
      })
    expect(head('close')).toContain('\r\nConnection: close\r\n')
    expect(head('keep-alive')).toContain('\r\nConnection: keep-alive\r\n')
  })

  test('an added field replaces what the backend sent under its name', () => {
    const response = responseHead('HTTP/1.1 200 OK', 'x-request-id: theirs', 'Content-Length: 0')
    const head = toClientHead(response, {
      chunked: false,
      connection: undefined,
      added: [field('X-Request-ID', 'ours')],
    })
    expect(head.match(/x-request-id: .*/gi)).toEqual(['X-Request-ID: ours'])
  })
})
