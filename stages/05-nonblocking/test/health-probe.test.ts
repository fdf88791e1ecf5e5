// A probe is an exchange whose client is the proxy: what it asks, and which answers mean that a backend is well.

import { expect, test } from 'vitest'
import { field } from '../../02-parse/field.ts'
import { HttpError } from '../../02-parse/http-error.ts'
import { type Backend, toBackends } from '../../03-forward/balancer.ts'
import type { Attempt, Exchange } from '../../03-forward/exchange.ts'
import { responseHead } from '../../03-forward/test/heads.ts'
import { probe } from '../health-probe.ts'

function probing() {
  const [backend] = toBackends([{ ip: '127.0.0.1', port: 8001 }]) as [Backend]
  const reports: string[] = []
  const sent: string[] = []
  let carried: Exchange | undefined
  const attempts: Attempt[] = []
  const carry = (exchange: Exchange, _backend: Backend, attempt: Attempt) => {
    carried = exchange
    attempts.push(attempt)
  }
  const newFields = () => [field('X-Request-ID', 'probe-1')]
  probe(backend, { path: '/up', carry, newFields }, outcome => void reports.push(outcome))
  const exchange = carried as unknown as Exchange
  const carriage = { send: (piece: string | Buffer) => sent.push(String(piece)) > 0, resume() {}, abandon() {} }
  return { backend, exchange, attempts, reports, sent, attach: () => exchange.attach(carriage, backend) }
}

test('it asks for the page with a GET that names the backend, and with the fields of any exchange', () => {
  const { attach, sent } = probing()
  attach()
  expect(sent[0]).toMatch(/^GET \/up HTTP\/1\.1\r\nHost: 127\.0\.0\.1:8001\r\n/)
  expect(sent[0]).toContain('\r\nX-Request-ID: probe-1\r\n')
})

test.each([
  ['200 OK', 'answered'],
  ['301 Moved Permanently', 'answered'],
  ['404 Not Found', 'answered'],
  ['499 Some', 'answered'],
  ['500 Internal Server Error', 'failed'],
  ['503 Service Unavailable', 'failed'],
])('%s means that it has %s', (status, outcome) => {
  const { attach, exchange, reports, backend } = probing()
  attach()
  exchange.receiveHead(responseHead(`HTTP/1.1 ${status}`, 'Content-Length: 2'))
  exchange.receiveData(Buffer.from('ok'))
  exchange.receiveEnd()
  expect([reports, backend.openExchanges]).toEqual([[outcome], 0])
})

test('no answer is a failure, told once, and nobody else is asked', () => {
  const { exchange, reports, backend } = probing()
  const error = new HttpError(504, 'backend', 'late')
  exchange.failed({ error, unsent: true, begun: false, incidental: false })
  expect([reports, backend.openExchanges]).toEqual([['failed'], 0])
})

test('a kept connection that closes just then says nothing of the backend: it is asked again over a new one', () => {
  const { attach, exchange, attempts, reports } = probing()
  const closed = { error: new HttpError(502, 'backend', 'closed'), unsent: false, begun: false }
  attach()
  exchange.failed({ ...closed, incidental: true })
  expect([reports, attempts.map(({ fresh }) => fresh)]).toEqual([[], [false, true]])
  attach()
  exchange.failed({ ...closed, incidental: false })
  expect([reports, attempts.length]).toEqual([['failed'], 2])
})
