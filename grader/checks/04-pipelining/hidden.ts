// Requests that hide another one, and the play that shows what a program makes of them. Knows no check.
import type { Lab } from '../../lab/lab.ts'
import type { Mark } from '../../lab/mark.ts'
import { type Outcome, outcomeOf } from '../../lab/outcome.ts'
import type { FieldLine, LabRequest } from '../../lab/request.ts'

/** A request that nobody sends as one, and that must not arrive. */
export function hidden(lab: Lab): string {
  const request = lab.request({ path: '/hidden' })
  lab.mustNeverArrive(request.mark, 'a request that was hidden inside another one')
  return request.bytes.toString('latin1')
}

/** A request in which `body` stands under whatever framing `fields` say. */
export function outer(
  mark: Mark,
  fields: readonly FieldLine[],
  body: string | Buffer,
  method = 'POST',
  version = 'HTTP/1.1',
): Buffer {
  const lines = [['Host', 'lab.test'], ...fields].map(([name, value]) => `${name}: ${value}\r\n`)
  const head = Buffer.from(`${method} /${mark} ${version}\r\n${lines.join('')}\r\n`, 'latin1')
  return Buffer.concat([head, typeof body === 'string' ? Buffer.from(body, 'latin1') : body])
}

/** Sends it, and behind it a plain GET on the same and on another connection. Returns what came of the first two. */
export async function play(lab: Lab, request: LabRequest, bytes: Buffer): Promise<readonly [Outcome, Outcome]> {
  const client = await lab.client()
  const next = lab.request()
  client.send(bytes, next)
  const first = await outcomeOf(client, request)
  const second: Outcome =
    first.kind === 'refused' || first.kind === 'closed'
      ? { kind: 'closed', response: undefined }
      : await outcomeOf(client, next)
  if (second.kind === 'closed') await client.ended()
  client.close()
  await lab.exchange()
  return [first, second]
}
