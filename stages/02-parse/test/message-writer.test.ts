// What goes out, to the octet. A reply of our own must never leave a client waiting for octets that do not come.

import { describe, expect, test } from 'vitest'
import { field } from '../field.ts'
import { HttpError } from '../http-error.ts'
import { chunkStart, errorReply, headText, replyBytes, statusLine } from '../message-writer.ts'

const JSON_REPLY = { status: 200, contentType: 'application/json', body: '{}', connection: 'close' } as const

test('a head is its lines, each with CR LF, and an empty one', () => {
  expect(headText('GET / HTTP/1.1', [field('Host', 'h'), field('X-A', '')])).toBe(
    'GET / HTTP/1.1\r\nHost: h\r\nX-A: \r\n\r\n',
  )
  expect(headText('HTTP/1.1 200 OK', [])).toBe('HTTP/1.1 200 OK\r\n\r\n')
})

test('a status line has its second space also where there is no reason', () => {
  expect(statusLine(200)).toBe('HTTP/1.1 200 OK')
  expect(statusLine(599)).toBe('HTTP/1.1 599 ')
  expect(statusLine(200, 'Fine')).toBe('HTTP/1.1 200 Fine')
})

test.each([
  [1, '1\r\n'],
  [10, 'a\r\n'],
  [65_536, '10000\r\n'],
])('a chunk of %i octets begins with its size in hexadecimal', (bytes, start) => {
  expect(chunkStart(bytes)).toBe(start)
})

describe('a reply of our own', () => {
  test('tells its length and that the connection closes', () => {
    expect(String(replyBytes(JSON_REPLY))).toBe(
      'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
    )
  })

  test('counts octets and not characters', () => {
    const [head, body] = String(replyBytes({ ...JSON_REPLY, body: 'é→' })).split('\r\n\r\n')
    expect(head).toContain('Content-Length: 5')
    expect(body).toBe('é→')
  })

  test('says nothing of the connection where it persists', () => {
    expect(String(replyBytes({ ...JSON_REPLY, connection: undefined }))).not.toContain('Connection')
  })

  test('has the same head and no body where HEAD was asked', () => {
    const whole = String(replyBytes(JSON_REPLY))
    const head = String(replyBytes({ ...JSON_REPLY, withoutBody: true }))
    expect(`${head}{}`).toBe(whole)
  })

  test('carries the fields that it is given', () => {
    expect(String(replyBytes({ ...JSON_REPLY, fields: [field('X-Request-ID', 'a')] }))).toContain(
      '\r\nX-Request-ID: a\r\n',
    )
  })
})

test.each([
  [400, 'Bad Request'],
  [408, 'Request Timeout'],
  [413, 'Content Too Large'],
  [414, 'URI Too Long'],
  [431, 'Request Header Fields Too Large'],
  [501, 'Not Implemented'],
  [502, 'Bad Gateway'],
  [503, 'Service Unavailable'],
  [504, 'Gateway Timeout'],
  [505, 'HTTP Version Not Supported'],
])('an error of %i tells its reason in the status line, and what was wrong in its body', (status, reason) => {
  const reply = String(errorReply(new HttpError(status, 'client', 'it is so')))
  expect(reply.split('\r\n')[0]).toBe(`HTTP/1.1 ${status} ${reason}`)
  expect(reply).toMatch(new RegExp(`\r\n\r\n${status} ${reason}: it is so\n$`))
})
