// The answer on its way to the client: in a framing that this client understands, and never such that a cut body looks whole.

import { describe, expect, test } from 'vitest'
import { field } from '../../02-parse/field.ts'
import { HttpError } from '../../02-parse/http-error.ts'
import { Answer } from '../answer.ts'
import type { Outlet } from '../outlet.ts'
import { answerTo, requestHead } from './heads.ts'

function answering(request = requestHead(), mayPersist = true) {
  const said: string[] = []
  const outlet: Outlet = {
    send: piece => said.push(String(piece)) > 0,
    end: () => {},
    cut: () => void said.push('CUT'),
    onDrain: () => {},
  }
  const done: boolean[] = []
  const host = { mayPersist: () => mayPersist, answered: (persists: boolean) => void done.push(persists) }
  const answer = new Answer(request, outlet, host, [field('X-Added', '1')])
  return { answer, outlet, done, text: () => said.join('') }
}

const LENGTH = ['HTTP/1.1 200 OK', 'Content-Length: 5'] as const
const CHUNKED = ['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'] as const
const UNTIL_CLOSE = ['HTTP/1.1 200 OK'] as const

// The framing that each client gets, and whether its connection lives on.
describe.each([
  ['1.1', LENGTH, 'hello', true],
  ['1.1', CHUNKED, '5\r\nhello\r\n0\r\n\r\n', true],
  ['1.1', UNTIL_CLOSE, '5\r\nhello\r\n0\r\n\r\n', true],
  ['1.0', LENGTH, 'hello', true],
  ['1.0', CHUNKED, 'hello', false],
  ['1.0', UNTIL_CLOSE, 'hello', false],
] as const)('to HTTP/%s, %j', (version, [line, ...fields], body, persists) => {
  test(`the body goes out as ${JSON.stringify(body)}, and the connection ${persists ? 'lives on' : 'closes'}`, () => {
    const { answer, done, text } = answering(requestHead(`GET / HTTP/${version}`, 'Host: h'))
    answer.receiveHead(answerTo('GET', line, ...fields))
    answer.receiveData(Buffer.from('hello'))
    answer.receiveEnd()
    const [head = ''] = text().split('\r\n\r\n')
    expect(text().slice(head.length + 4)).toBe(body)
    expect(done).toEqual([persists])
    expect(head.includes('Connection: close')).toBe(!persists)
    expect(head.includes('Connection: keep-alive')).toBe(persists && version === '1.0')
    expect(head.includes('Transfer-Encoding')).toBe(body.includes('\r\n'))
    expect([answer.status, answer.bodyBytes]).toEqual([200, 5])
  })
})

test('where the proxy means to close, every client is told', () => {
  const { answer, done, text } = answering(requestHead(), false)
  answer.receiveHead(answerTo('GET', ...LENGTH))
  answer.receiveEnd()
  expect(text()).toContain('\r\nConnection: close\r\n')
  expect(done).toEqual([false])
})

test.each([
  ['HEAD', 'HTTP/1.1 200 OK', 'Content-Length: 5'],
  ['HEAD', 'HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'],
  ['HEAD', 'HTTP/1.1 200 OK', 'X: 1'],
  ['GET', 'HTTP/1.1 204 No Content', 'Transfer-Encoding: chunked'],
  ['GET', 'HTTP/1.1 304 Not Modified', 'Content-Length: 5'],
])('the answer to %s with %s and %s ends with its head', (method, line, fieldLine) => {
  const { answer, done, text } = answering(requestHead(`${method} / HTTP/1.1`))
  answer.receiveHead(answerTo(method, line, fieldLine))
  answer.receiveEnd()
  expect(text().indexOf('\r\n\r\n')).toBe(text().length - 4)
  expect(text()).not.toContain('Transfer-Encoding')
  expect(done).toEqual([true])
})

describe('an error', () => {
  test('is a reply as long as the client has been told nothing', () => {
    const { answer, done, text } = answering()
    answer.fail(new HttpError(504, 'backend', 'too late'))
    expect(text()).toMatch(/^HTTP\/1\.1 504 Gateway Timeout\r\n/)
    expect(text()).toContain('\r\nX-Added: 1\r\n')
    expect([done, answer.status]).toEqual([[true], 504])
  })

  test('is a broken connection afterwards: no last chunk, no second head', () => {
    const { answer, done, text } = answering()
    answer.receiveHead(answerTo('GET', ...CHUNKED))
    answer.receiveData(Buffer.from('hel'))
    answer.fail(new HttpError(502, 'backend', 'gone'))
    expect(text()).toMatch(/3\r\nhel\r\nCUT$/)
    expect(done).toEqual([])
  })

  test('of the client ends its connection, for nobody knows what follows', () => {
    const { answer, done, text } = answering()
    answer.fail(new HttpError(400, 'client', 'bad chunk'))
    expect(text()).toContain('\r\nConnection: close\r\n')
    expect(done).toEqual([false])
  })

  test('tells a client of HTTP/1.0 that its connection lives on', () => {
    const { answer, text } = answering(requestHead('GET / HTTP/1.0'))
    answer.fail(new HttpError(502, 'backend', 'gone'))
    expect(text()).toContain('\r\nConnection: keep-alive\r\n')
  })

  test('has no body where HEAD was asked', () => {
    const { answer, text } = answering(requestHead('HEAD / HTTP/1.1'))
    answer.fail(new HttpError(502, 'backend', 'gone'))
    expect(text()).toMatch(/\r\n\r\n$/)
  })
})

test('room at the client is told to whoever fills it', () => {
  const { answer, outlet } = answering()
  outlet.send = () => false
  let drained = 0
  answer.onDrain = () => {
    drained += 1
  }
  expect(answer.receiveData(Buffer.from('x'))).toBe(false)
  outlet.onDrain()
  expect(drained).toBe(1)
})
