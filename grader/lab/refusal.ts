// Which answers count as a refusal of a malformed request. CONTRACT.md promises statuses at stage 2; everywhere a close
// without one means the same to the client: proxies that people trust do either.
import { must } from '../verdict.ts'
import type { Client } from './client.ts'
import type { Lab } from './lab.ts'
import type { Response } from './response.ts'
import { heardOf, type Sendable, type Understood } from './understood.ts'

export function isRefusal(status: number): boolean {
  return (status >= 400 && status < 500) || status === 501 || status === 505
}

export interface Reception {
  readonly client: Client
  /** The refusal or the answer; undefined for a close without one. */
  readonly response: Response | undefined
  /** What was made of it; undefined where it was refused. */
  readonly heard: Understood | undefined
}

/**
 * Sends octets that a lenient program may understand and a strict one refuse. Refused they must be in a lawful way; and
 * otherwise answered as the one request that they are: at stage 2 with an account, later by the backend, whose strict eyes
 * see whether one lawful message was made of them (that is looked at behind every check).
 */
export async function refusedOrLawful(lab: Lab, { mark, method, bytes }: Sendable, what: string): Promise<Reception> {
  const client = await lab.client()
  client.send(bytes)
  const response = await client.message(method)
  if (response === undefined) return { client, response, heard: undefined }
  if (isRefusal(response.status)) {
    await client.ended()
    return { client, response, heard: undefined }
  }
  must(response.status === 200 && response.complete, () => ({
    reason: `${what} was neither refused nor answered whole`,
    expected: 'a status of 4xx, 501 or 505 and a close, or a close, or the answer to one lawful request',
    actual: `${response.status} ${response.reason}`,
  }))
  return { client, response, heard: await heardOf(lab, { mark, method }, response) }
}
