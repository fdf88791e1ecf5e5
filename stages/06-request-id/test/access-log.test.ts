// The access log: a line for each exchange, whatever became of it.

import { expect, test } from 'vitest'
import { HttpError } from '../../02-parse/http-error.ts'
import { Answer } from '../../03-forward/answer.ts'
import { toBackends } from '../../03-forward/balancer.ts'
import { Exchange } from '../../03-forward/exchange.ts'
import { requestHead, responseHead } from '../../03-forward/test/heads.ts'
import { AccessLog } from '../access-log.ts'
import { requestIdFields } from '../request-id.ts'

function world(line = 'GET /a?b HTTP/1.1') {
  const clock = { now: 1000 }
  const lines: string[] = []
  const log = new AccessLog(
    text => void lines.push(text),
    () => clock.now,
  )
  const outlet = { send: () => true, end() {}, cut() {}, onDrain() {} }
  const added = requestIdFields(() => 'some-id')
  const settings = {
    strategy: () => toBackends([{ ip: '127.0.0.1', port: 8001 }]),
    carry() {},
    mayRepeat: () => false,
    onOutcome() {},
    holdBytes: 0,
  }
  const answer = new Answer(requestHead(line), outlet, { mayPersist: () => true, answered() {} }, added)
  const exchange = new Exchange(requestHead(line), { address: '10.0.0.9' }, answer, settings, added)
  log.begun(exchange)
  const entry = () => {
    log.over({ exchange, answer, client: { address: '10.0.0.9', isStopping: false } })
    return JSON.parse(lines[0] ?? '')
  }
  return { clock, log, lines, answer, exchange, entry }
}

test('an answered exchange is told whole, in the order that the contract gives', () => {
  const { clock, exchange, answer, entry, lines } = world()
  exchange.start()
  exchange.receiveHead(responseHead('HTTP/1.1 201 Created', 'Content-Length: 5'))
  answer.receiveData(Buffer.from('hello'))
  exchange.receiveEnd()
  clock.now = 1012.3456
  expect(Object.entries(entry())).toEqual([
    ['id', 'some-id'],
    ['client', '10.0.0.9'],
    ['backend', '127.0.0.1:8001'],
    ['method', 'GET'],
    ['target', '/a?b'],
    ['status', 201],
    ['bytes', 5],
    ['duration_ms', 12.346],
  ])
  expect(lines.join('')).toMatch(/^\{.*\}\n$/)
})

test('an error of the proxy’s own has its status and no bytes of a backend', () => {
  const { exchange, entry } = world()
  exchange.start()
  exchange.fail(new HttpError(504, 'backend', 'late'))
  expect(entry()).toMatchObject({ status: 504, bytes: 0, backend: '127.0.0.1:8001' })
})

test('a client that left before it was told anything has status 0', () => {
  const { exchange, entry } = world()
  exchange.start()
  exchange.abandon()
  expect(entry()).toMatchObject({ status: 0, bytes: 0 })
})

test('where no backend was asked none is named', () => {
  expect(world().entry()).toMatchObject({ backend: null, duration_ms: 0 })
})

test('a target that holds quotes is one line of JSON like any other', () => {
  const { entry, lines } = world('GET /"\\{}" HTTP/1.1')
  expect(entry().target).toBe('/"\\{}"')
  expect(lines[0]?.split('\n')).toHaveLength(2)
})
