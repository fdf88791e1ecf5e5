// Knows a backend's view of a shared connection: which requests stand open on it together.

import { setImmediate } from 'node:timers/promises'
import type { Handler, ReceivedRequest, Reply } from '../../testing/scripted-backend.ts'

export interface Open {
  readonly request: ReceivedRequest
  readonly reply: Reply
}

/** A handler that waits until all that has arrived on a connection in one piece has been read, and answers it together. */
export function inBatches(answer: (batch: readonly Open[]) => void): Handler {
  const open = new Map<number, Open[]>()
  return async (request, reply) => {
    const batch = open.get(request.connection)
    if (batch !== undefined) {
      batch.push({ request, reply })
      return
    }
    const mine = [{ request, reply }]
    open.set(request.connection, mine)
    await setImmediate()
    open.delete(request.connection)
    answer(mine)
  }
}

/** The id under which the request came. */
export function idOf({ request }: Open): string {
  return request.header('x-request-id') ?? ''
}

/** An answer to `open` under its own id, or under whatever ids are given. */
export function answerBytes(open: Open, ids: readonly string[] = [idOf(open)]): string {
  const body = `"target":"${open.request.target}"`
  const lines = ids.map(id => `X-Request-ID: ${id}\r\n`).join('')
  return `HTTP/1.1 200 OK\r\n${lines}Content-Length: ${body.length}\r\n\r\n${body}`
}
