// How long a client may take, with an imagined clock and an imagined connection: what has not changed for too long is late.

import { expect, test } from 'vitest'
import type { HttpError } from '../../02-parse/http-error.ts'
import type { ClientConnection } from '../../04-pipelining/client-connection.ts'
import { ClientPatience } from '../client-patience.ts'

/** A connection as far as patience looks at one. */
class Client {
  phase: ClientConnection['phase'] = 'idle'
  requests = 0
  readonly heard: string[] = []

  refuse(error: HttpError): void {
    this.heard.push(`refused ${error.status}`)
  }

  close(): void {
    this.heard.push('closed')
  }
}

function world() {
  const client = new Client()
  const patience = new ClientPatience(client, { requestMs: 100, idleMs: 500 })
  /** What the client has heard by then. */
  const at = (now: number) => {
    patience.look(now)
    return client.heard.join(' ')
  }
  /** It is seen in another phase. */
  const enter = (phase: Client['phase'], now: number, requests = client.requests) => {
    Object.assign(client, { phase, requests })
    at(now)
  }
  at(0)
  return { client, enter, at }
}

test('the time of a new client begins when he is seen first: he may have come just before', () => {
  const client = new Client()
  const patience = new ClientPatience(client, { requestMs: 100, idleMs: 500 })
  patience.look(1000)
  patience.look(1100)
  expect(client.heard).toEqual([])
  patience.look(1101)
  expect(client.heard).toEqual(['closed'])
})

test('a new client that says nothing is closed without a word when a request would be late', () => {
  const { at } = world()
  expect(at(100)).toBe('')
  expect(at(101)).toBe('closed')
})

test('a request that is not complete in time is refused with 408', () => {
  const { enter, at } = world()
  enter('request', 90)
  expect(at(190)).toBe('')
  expect(at(191)).toBe('refused 408')
})

test('octets that trickle in do not make the time longer', () => {
  const { enter, at } = world()
  for (const now of [0, 30, 60, 90]) enter('request', now)
  expect(at(101)).toBe('refused 408')
})

test('while the client waits for us no time runs', () => {
  const { enter, at } = world()
  enter('request', 0)
  enter('answer', 50, 1)
  expect(at(100_000)).toBe('')
})

test('between requests it may be silent for longer', () => {
  const { enter, at } = world()
  enter('request', 0)
  enter('answer', 5, 1)
  enter('idle', 10)
  expect(at(510)).toBe('')
  expect(at(511)).toBe('closed')
})

test('the next request has its own whole time, also where it begins before the last one was answered', () => {
  const { enter, at } = world()
  enter('request', 0, 0)
  enter('request', 80, 1)
  expect(at(180)).toBe('')
  expect(at(181)).toBe('refused 408')
})

test('a connection that has closed is left alone', () => {
  const { enter, at } = world()
  enter('request', 0)
  enter('closed', 10)
  expect(at(100_000)).toBe('')
})
