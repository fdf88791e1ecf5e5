// The name of an exchange: a fresh UUID, whatever the client sent. It travels to the backend, comes back with the
// response, and goes to the client; so one name is in everybody's log.

import { Field } from '../02-parse/field.ts'
import type { AddedFields } from '../03-forward/forwarding.ts'

export const REQUEST_ID = 'x-request-id'

/** The field that carries the id. Each response asks for the id, so it is kept beside the line. */
class RequestIdField extends Field {
  readonly id: string

  constructor(id: string) {
    const line = `X-Request-ID: ${id}\r\n`
    super(REQUEST_ID, line, 0, line.length)
    this.id = id
  }
}

/** The fields that carry a new id; `newId` draws it. */
export function requestIdFields(newId: () => string): AddedFields {
  // SOLUTION Give the exchange a name of its own, whatever the client sent.
  return [new RequestIdField(newId())]
  // END SOLUTION
}

/** The id in fields that {@link requestIdFields} made. */
export function idIn(added: AddedFields): string {
  const field = added[0]
  return field instanceof RequestIdField ? field.id : ''
}
