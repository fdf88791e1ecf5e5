// What a request id must look like, at the backend and at the client.
import type { Call } from '../../lab/call.ts'
import { type Response, valuesOf } from '../../lab/response.ts'
import { must, mustEqual } from '../../verdict.ts'

// RFC 9562 §4: version 4 or 7, variant 10.
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i

/** The one id of the request. Throws a Failure unless it has exactly one, and that is a UUID of version 4 or 7. */
export function idOf(call: Call): string {
  const [id = '', ...more] = call.ids
  must(more.length === 0 && id !== '', () => ({
    reason: `${call.connectionName} got a ${call.method} with ${call.ids.length} X-Request-ID`,
    expected: 'exactly one',
    actual: call.ids.join(' and ') || 'none',
  }))
  mustBeUuid(id, `the X-Request-ID that ${call.connectionName} got`)
  return id
}

export function mustBeUuid(id: string, what: string): void {
  must(UUID.test(id), { reason: `${what} is no UUID`, expected: 'a UUID of version 4 or 7, RFC 9562', actual: id })
}

/** Throws a Failure unless each call has an id of its own; attempts at one request may have the same. Returns the ids. */
export function mustBeFresh(calls: readonly Call[]): Set<string> {
  const owners = new Map<string, Call>()
  for (const call of calls) {
    const id = idOf(call).toLowerCase()
    const owner = owners.get(id)
    must(owner === undefined || owner.mark === call.mark, () => ({
      reason: `two requests had the same X-Request-ID: one on ${owner?.connectionName}, one on ${call.connectionName}`,
      expected: 'a new one for every request',
      actual: id,
    }))
    owners.set(id, call)
  }
  return new Set(owners.keys())
}

/** Throws a Failure unless the client was told exactly one id, and this one. */
export function mustCarry(response: Response, id: string): void {
  const ids = valuesOf(response, 'x-request-id').map(each => each.toLowerCase())
  mustEqual(ids.join(', '), id.toLowerCase(), `the X-Request-ID of the ${response.status} that the client got`)
}
