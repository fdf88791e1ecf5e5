// What the program made of a request: at stage 2 its own account tells, from stage 3 on what a backend has received. So one
// check holds for both.
import { must } from '../verdict.ts'
import { toAccount } from './account.ts'
import type { Client } from './client.ts'
import { mustAnswer } from './exchange.ts'
import type { Lab } from './lab.ts'
import type { Mark } from './mark.ts'
import type { FieldLine } from './request.ts'
import type { Response } from './response.ts'

/** What a check must know of the request that it sends; a LabRequest is one. */
export interface Sendable {
  readonly mark: Mark
  readonly method: string
  readonly bytes: Buffer
}

export interface Understood {
  readonly method: string
  /** In origin form from stage 3 on; at stage 2 path and query of the account. */
  readonly target: string
  readonly host: string | null
  /** In the order in which they were told. Proxies may add some, and write names in other letters. */
  readonly fields: readonly FieldLine[]
  readonly bodyBytes: number
  /** Of the body; undefined at stage 2, where nobody sees it. */
  readonly sha256: string | undefined
}

/** How the bytes go out; default: at once. */
export type Sending = (client: Client) => void | Promise<void>

/** Sends a well-formed request on a connection of its own. Throws unless it is answered, and by 200 where the lab answers it. */
export async function understood(lab: Lab, request: Sendable, sending?: Sending): Promise<Understood> {
  const client = await lab.client()
  if (sending === undefined) client.send(request.bytes)
  else await sending(client)
  const response = await client.response(request.method)
  const heard = await heardOf(lab, request, response, client.name)
  client.close()
  return heard
}

/** What `response` shows of how its request was understood. Throws unless it is the answer to that request. */
export async function heardOf(
  lab: Lab,
  { mark, method }: Pick<Sendable, 'mark' | 'method'>,
  response: Response,
  whom?: string,
): Promise<Understood> {
  if (lab.stage > 2) {
    mustAnswer(response, { mark, method }, whom)
    return whatArrived(lab, mark)
  }
  const { path, query, host, headers, body_bytes, ...account } = toAccount(response)
  const target = query === null ? path : `${path}?${query}`
  return { method: account.method, target, host, fields: headers, bodyBytes: body_bytes, sha256: undefined }
}

async function whatArrived(lab: Lab, mark: Mark): Promise<Understood> {
  const call = await (await lab.arrival(mark)).complete()
  const { method, target, bodyBytes } = call
  const fields = call.fields.map(({ name, value }): FieldLine => [name, value])
  return { method, target, host: valuesIn(fields, 'host')[0] ?? null, fields, bodyBytes, sha256: await call.sha256() }
}

/** The values of all lines of this name, in any case of letters. */
export function valuesIn(fields: readonly FieldLine[], name: string): string[] {
  return fields.filter(([each]) => each.toLowerCase() === name.toLowerCase()).map(([, value]) => value)
}

/** Throws unless every one of `lines` was understood: the values of a name in this order, whatever else there is. */
export function mustHaveFields({ fields }: Understood, lines: readonly FieldLine[]): void {
  for (const name of new Set(lines.map(([each]) => each.toLowerCase()))) {
    const [expected, actual] = [valuesIn(lines, name), valuesIn(fields, name)]
    must(expected.join('\n') === actual.join('\n') || joined(name, expected) === actual.join('\n'), {
      reason: `the header ${name} is not understood as it was sent`,
      expected: JSON.stringify(expected),
      actual: JSON.stringify(actual),
    })
  }
}

// RFC 9110 §5.3, and RFC 6265 §5.4 for cookies: whoever joins lines of one name has changed nothing.
function joined(name: string, values: readonly string[]): string {
  return values.join(name === 'cookie' ? '; ' : ', ')
}

/**
 * Throws unless the host is `expected`; from stage 3 on it may be, as many proxies do, the backend's own address, or lack the
 * port that http has by default (RFC 9110 §4.2.3).
 */
export function mustHaveHost(lab: Lab, { host }: Understood, expected: string | null): void {
  const named = expected?.toLowerCase()
  const others = lab.backends.map(({ port }) => `127.0.0.1:${port}`).concat(named?.replace(/:80$/, '') ?? [])
  const heard = host?.toLowerCase()
  must(heard === named || (heard !== undefined && lab.stage > 2 && others.includes(heard)), {
    reason: 'the host is not understood as it was sent',
    expected: String(expected),
    actual: String(host),
  })
}

/** Throws unless the body is this one: at stage 2 its length. */
export function mustHaveBody(lab: Lab, understood: Understood, body: { bytes: number; sha256: string }): void {
  must(understood.bodyBytes === body.bytes, {
    reason: 'the length of the body is not understood',
    expected: `${body.bytes} octets`,
    actual: `${understood.bodyBytes} octets`,
  })
  must(lab.stage === 2 || understood.sha256 === body.sha256, { reason: 'another body has arrived than was sent' })
}
