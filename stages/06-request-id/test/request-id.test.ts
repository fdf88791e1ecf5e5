// The name of an exchange goes to the backend, comes back, and goes to the client; a client's own never does.

import { expect, test } from 'vitest'
import { toBackendHead, toClientHead } from '../../03-forward/forwarding.ts'
import { requestHead, responseHead } from '../../03-forward/test/heads.ts'
import { idIn, REQUEST_ID, requestIdFields } from '../request-id.ts'
import { newUuid } from '../uuids.ts'

const added = requestIdFields(newUuid)

function idsIn(head: string): string[] {
  return [...head.matchAll(/^x-request-id: (.*)\r$/gim)].map(([, id]) => id ?? '')
}

test('each drawing is a UUID of version 4, and another one', () => {
  const ids = Array.from({ length: 1000 }, () => idIn(requestIdFields(newUuid)))
  expect(new Set(ids).size).toBe(1000)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(added[0]?.key).toBe(REQUEST_ID)
})

test.each([
  [[]],
  [['X-Request-ID: evil']],
  [['x-request-id: evil', 'X-REQUEST-ID: worse']],
  [['Connection: X-Request-ID', 'X-Request-ID: evil']],
])('of a request with %j the backend sees our id alone', fields => {
  const context = { clientAddress: '10.0.0.9', backendName: 'b:1', added }
  expect(idsIn(toBackendHead(requestHead('GET / HTTP/1.1', ...fields), context))).toEqual([idIn(added)])
})

test.each([
  [[]],
  [['X-Request-ID: theirs']],
  [['x-request-id: theirs', 'X-Request-ID: theirs']],
  [['Connection: X-Request-ID', 'X-Request-ID: theirs']],
])('of a response with %j the client sees our id, once', fields => {
  const context = { chunked: false, connection: undefined, added }
  const head = toClientHead(responseHead('HTTP/1.1 200 OK', 'Content-Length: 0', ...fields), context)
  expect(idsIn(head)).toEqual([idIn(added)])
})

test('where no id was drawn there is none', () => {
  expect(idIn([])).toBe('')
})
