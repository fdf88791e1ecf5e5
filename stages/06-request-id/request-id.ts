// The name of an exchange: a fresh UUID, whatever the client sent. It travels to the backend, comes back with the
// response, and goes to the client; so one name is in everybody's log.

import type { AddedFields } from '../03-forward/forwarding.ts'

const NAME = 'X-Request-ID'
export const REQUEST_ID = 'x-request-id'

/** The fields that carry a new id; `newId` draws it. */
export function requestIdFields(newId: () => string): AddedFields {
  return [{ name: NAME, key: REQUEST_ID, value: newId() }]
}

/** The id in fields that {@link requestIdFields} made. */
export function idIn(added: AddedFields): string {
  return added[0]?.value ?? ''
}
