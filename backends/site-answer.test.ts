import { describe, expect, test } from 'vitest'
import { LAST_MODIFIED, siteFiles } from './site.ts'
import { answerFor } from './site-answer.ts'

const ETAG = '"6955b900-400"'

function ask(method: string, target: string, headers: Record<string, string> = {}) {
  return answerFor({ method, target, headers }, 8001)
}

describe('bodies', () => {
  test('the root page names its backend', () => {
    expect(String(ask('GET', '/').body)).toBe('backend 8001\n')
  })

  test('a nonce is said back as it was asked for', () => {
    expect(String(ask('GET', '/nonce/a%20b?c').body)).toBe('/nonce/a%20b?c\n')
  })

  test('every file has the size in its name and counts its lines', () => {
    expect(siteFiles().map(({ path, body }) => [path, body.length])).toEqual([
      ['/hello.txt', 29],
      ['/1k.bin', 1024],
      ['/64k.bin', 65536],
      ['/1m.bin', 1048576],
      ['/10m.bin', 10485760],
    ])
    expect(String(ask('GET', '/10m.bin').body.subarray(-32))).toBe('000000000655358\n000000000655359\n')
  })

  test('a query does not change the path, nor does the absolute form', () => {
    expect(ask('GET', '/1k.bin?x=/none').status).toBe(200)
    expect(ask('GET', 'http://example.test/1k.bin').body.length).toBe(1024)
    expect(String(ask('GET', 'http://example.test').body)).toBe('backend 8001\n')
  })
})

describe('methods', () => {
  test.each([
    ['GET', '/none', 404],
    ['POST', '/none', 404],
    ['PUT', '/none', 405],
    ['POST', '/hello.txt', 405],
    ['DELETE', '/hello.txt', 405],
    ['POST', '/', 200],
  ])('%s %s is answered %i, as nginx does', (method, target, status) => {
    expect(ask(method, target).status).toBe(status)
  })
})

describe('conditions', () => {
  test.each([
    [{ 'if-none-match': ETAG }, 304],
    [{ 'if-none-match': `"other", W/${ETAG}` }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"other"', 'if-modified-since': LAST_MODIFIED.toUTCString() }, 200],
    [{ 'if-modified-since': LAST_MODIFIED.toUTCString() }, 304],
    [{ 'if-modified-since': new Date().toUTCString() }, 200],
  ])('%j is answered %i', (headers, status) => {
    expect(ask('GET', '/1k.bin', headers).status).toBe(status)
  })

  test('a 304 has validators and neither length nor body', () => {
    expect(ask('GET', '/1k.bin', { 'if-none-match': ETAG })).toEqual({
      status: 304,
      headers: { ETag: ETAG, 'Last-Modified': 'Thu, 01 Jan 2026 00:00:00 GMT' },
      body: Buffer.alloc(0),
    })
  })
})

describe('ranges', () => {
  test.each([
    ['bytes=0-15', 'bytes 0-15/1024', 16],
    ['bytes=1008-', 'bytes 1008-1023/1024', 16],
    ['bytes=-16', 'bytes 1008-1023/1024', 16],
    ['bytes=-9999', 'bytes 0-1023/1024', 1024],
    ['bytes=1023-9999', 'bytes 1023-1023/1024', 1],
  ])('%s is answered 206 with %s', (range, contentRange, bytes) => {
    const answer = ask('GET', '/1k.bin', { range })
    expect([answer.status, answer.headers['Content-Range'], answer.body.length]).toEqual([206, contentRange, bytes])
  })

  test.each(['bytes=1024-', 'bytes=-0'])('%s lies outside: 416 with the size', range => {
    const answer = ask('GET', '/1k.bin', { range })
    expect([answer.status, answer.headers['Content-Range']]).toEqual([416, 'bytes */1024'])
  })

  test.each(['bytes=-', 'lines=1-2', 'bytes=0-1,4-5'])('%s is ignored', range => {
    expect(ask('GET', '/1k.bin', { range }).status).toBe(200)
  })

  test('If-Range with another tag asks for the whole file', () => {
    expect(ask('GET', '/1k.bin', { range: 'bytes=0-1', 'if-range': '"other"' }).status).toBe(200)
    expect(ask('GET', '/1k.bin', { range: 'bytes=0-1', 'if-range': ETAG }).status).toBe(206)
  })
})
