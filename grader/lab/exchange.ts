// One request through the program and back: what the client sent, what the backend got, what the client received.
import { Failure, must } from '../verdict.ts'
import type { Call } from './call.ts'
import type { LabRequest } from './request.ts'
import type { Response } from './response.ts'

export interface Exchange {
  readonly request: LabRequest
  readonly call: Call
  readonly response: Response
}

/** Throws unless `response` is what a backend of the lab answered to `request`. */
export function mustAnswer(
  response: Response,
  request: Pick<LabRequest, 'mark' | 'method'>,
  whom = 'the client',
): void {
  const { provenance } = response
  must(provenance !== undefined, () => ({
    reason: `${whom} got an answer that no backend has sent`,
    expected: `the backend's answer to ${request.method} ${request.mark}`,
    actual: `${response.status} ${response.reason}: ${response.body.toString('latin1', 0, 200)}`,
  }))
  if (provenance.mark === request.mark) return
  throw new Failure({
    reason: `${whom} got the answer to somebody else's request: answer ${provenance.sequence} of backend ${provenance.backend} connection ${provenance.connection}`,
    expected: `the answer to ${request.mark}`,
    actual: `the answer to ${provenance.mark}`,
  })
}
