// How a request came out whose backend may have failed it, or which may have been refused: who accepts several of these asks
// here, and what none of them is fails at once. Knows no socket.
import { Failure } from '../verdict.ts'
import type { Client, ReadOptions } from './client.ts'
import { mustAnswer } from './exchange.ts'
import { isRefusal } from './refusal.ts'
import type { LabRequest } from './request.ts'
import type { Response } from './response.ts'

export interface Outcome {
  /**
   * `answered`: the backend's answer to this request, whole. `error`: the proxy's own 500, 502, 503 or 504. `refused`: 4xx,
   * 501 or 505 of its own. `closed`: no response, or one that visibly ends too early.
   */
  readonly kind: 'answered' | 'error' | 'refused' | 'closed'
  readonly response: Response | undefined
}

const OF_A_GATEWAY = new Set([500, 502, 503, 504])

/** Reads the next response. Throws a Failure where it is somebody else's, or an answer that neither backend nor proxy should give. */
export async function outcomeOf(client: Client, request: LabRequest, options: ReadOptions = {}): Promise<Outcome> {
  const response = await client.message(request.method, options)
  if (response === undefined) return { kind: 'closed', response }
  if (response.provenance !== undefined) {
    mustAnswer(response, request, client.name)
    return { kind: response.complete ? 'answered' : 'closed', response }
  }
  if (!response.complete) return { kind: 'closed', response }
  if (OF_A_GATEWAY.has(response.status)) return { kind: 'error', response }
  if (isRefusal(response.status)) return { kind: 'refused', response }
  throw new Failure({
    reason: `${client.name} got an answer that no backend has sent`,
    expected: `the backend's answer to ${request.method} ${request.target}, or an error`,
    actual: `${response.status} ${response.reason}: ${response.body.toString('latin1', 0, 200)}`,
  })
}

/** Reads as many responses as there are requests: each must be the backend's whole answer to its own, in this order. */
export async function answersTo(requests: readonly LabRequest[], client: Client): Promise<Response[]> {
  const responses: Response[] = []
  for (const request of requests) {
    const response = await client.response(request.method)
    mustAnswer(response, request, client.name)
    responses.push(response)
  }
  return responses
}
