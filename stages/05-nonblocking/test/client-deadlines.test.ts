// How long a client may take, with an imagined clock and an imagined connection: a deadline hangs on what is waited for.

import { expect, test } from 'vitest'
import type { HttpError } from '../../02-parse/http-error.ts'
import type { ClientConnection } from '../../04-pipelining/client-connection.ts'
import { clientDeadlines } from '../client-deadlines.ts'
import { Deadlines } from '../deadlines.ts'

/** A connection as far as deadlines look at one. */
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
  const deadlines = new Deadlines(0, 0)
  const changed = clientDeadlines({ requestMs: 100, idleMs: 500 }, deadlines.start)
  const client = new Client()
  const enter = (phase: Client['phase'], requests = client.requests) => {
    Object.assign(client, { phase, requests })
    changed(client as unknown as ClientConnection)
  }
  /** What the client has heard by then. */
  const at = (now: number) => {
    deadlines.tick(now)
    return client.heard.join(' ')
  }
  return { client, enter, at, changed }
}

test('a new client that says nothing is closed without a word when a request would be late', () => {
  const { enter, at } = world()
  enter('idle')
  expect(at(99)).toBe('')
  expect(at(100)).toBe('closed')
})

test('a request that is not complete in time is refused with 408', () => {
  const { enter, at } = world()
  enter('idle')
  at(90)
  enter('request')
  expect(at(189)).toBe('')
  expect(at(190)).toBe('refused 408')
})

test('octets that trickle in do not make the time longer', () => {
  const { enter, at } = world()
  enter('request')
  for (const now of [30, 60, 90]) {
    at(now)
    enter('request')
  }
  expect(at(100)).toBe('refused 408')
})

test('while the client waits for us no deadline runs', () => {
  const { enter, at } = world()
  enter('request')
  at(50)
  enter('answer', 1)
  expect(at(100_000)).toBe('')
})

test('between requests it may be silent for longer', () => {
  const { enter, at } = world()
  enter('request')
  enter('answer', 1)
  at(10)
  enter('idle')
  expect(at(509)).toBe('')
  expect(at(510)).toBe('closed')
})

test('the next request has its own whole time, also where it begins before the last one was answered', () => {
  const { enter, at } = world()
  enter('request', 0)
  at(80)
  enter('request', 1)
  expect(at(179)).toBe('')
  expect(at(180)).toBe('refused 408')
})

test('a connection that has closed is left alone', () => {
  const { enter, at } = world()
  enter('request')
  enter('closed')
  expect(at(100_000)).toBe('')
})

test('each client has its own time', () => {
  const { enter, at, client, changed } = world()
  const other = new Client()
  enter('request')
  at(50)
  changed(Object.assign(other, { phase: 'request' }) as unknown as ClientConnection)
  at(100)
  expect([client.heard, other.heard]).toEqual([['refused 408'], []])
  at(150)
  expect(other.heard).toEqual(['refused 408'])
})
