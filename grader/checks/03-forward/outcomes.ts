// What may come of an exchange that cannot go well, as the lawful choices of proxies that people trust leave it open.
import type { Call } from '../../lab/call.ts'
import type { Client } from '../../lab/client.ts'
import type { Lab } from '../../lab/lab.ts'
import type { LabRequest } from '../../lab/request.ts'
import type { Response } from '../../lab/response.ts'
import { must } from '../../verdict.ts'

const OF_A_GATEWAY = new Set([500, 502, 503, 504])

/** A whole answer of the program's own that blames the backend. Another status than `best`, or a close without a word, is a warning. */
export function mustBlameBackend(lab: Lab, response: Response | undefined, what: string, best = 502): void {
  if (response === undefined)
    return lab.warn(`${what}: the client was let go without a word; ${best} would tell it why`)
  const { status, reason, complete } = response
  must(OF_A_GATEWAY.has(status) && response.provenance === undefined, () => ({
    reason: `${what}: the client got something else than an error that blames the backend`,
    expected: `${best}`,
    actual: `${status} ${reason}`,
  }))
  must(complete, () => ({ reason: `${what}: the ${status} ends before it is whole`, expected: 'a whole error reply' }))
  if (status !== best) lab.warn(`${what}: answered with ${status}; ${best} says it best`)
}

/** Half a body must not pass for a whole one; a program that had passed on nothing yet may still say that the backend failed. */
export async function mustLookCut(lab: Lab, client: Client, method: string, what: string): Promise<void> {
  const response = await client.message(method)
  if (response === undefined) return
  if (response.provenance === undefined) return mustBlameBackend(lab, response, what)
  must(!response.complete, () => ({
    reason: `${what}: the client was given what came as if it were all`,
    expected: 'the connection is broken in the middle of the body (RFC 9112 §8), or 502 if nothing was passed on yet',
    actual: `a whole response: ${response.status}, ${response.bodyBytes} octets, framing ${response.framing}`,
  }))
}

/** A request that is malformed or was not sent to its end is refused or dropped, and never ends for a backend. */
export interface HalfRequest {
  readonly request: LabRequest
  readonly bytes: string | Buffer
  readonly what: string
}

/** Sends each on a connection of its own, with FIN behind it. */
export async function mustStayHalf(lab: Lab, halves: readonly HalfRequest[]): Promise<void> {
  for (const { request, bytes, what } of halves) {
    const client = await lab.client()
    client.send(bytes)
    client.finish()
    const response = await client.message(request.method)
    must(response === undefined || response.status >= 400, () => ({
      reason: `${what} was answered as if it were a whole request`,
      expected: '400, or a close',
      actual: `${response?.status} ${response?.reason}`,
    }))
    await client.ended()
    client.close()
  }
  // What a program sends late has been sent before the answer to this.
  await lab.exchange()
  for (const { request, what } of halves) for (const call of lab.callsOf(request)) await mustBeCut(call, what)
}

async function mustBeCut(call: Call, what: string): Promise<void> {
  await call.settled()
  must(call.state === 'cut', () => ({
    reason: `${what} reached ${call.connectionName} as a whole request`,
    expected: 'the connection to the backend is broken before the request is whole',
    actual: `${call.head.bytes}(and ${call.bodyBytes} octets of a body)`,
  }))
}
