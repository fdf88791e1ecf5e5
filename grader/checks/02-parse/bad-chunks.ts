// Bodies in chunks that are no bodies, and the play that has them refused: a proxy may have passed on what came before the
// fault, but must never finish the request.
import type { Lab } from '../../lab/lab.ts'
import type { Sendable } from '../../lab/understood.ts'
import { must, mustEqual } from '../../verdict.ts'
import { toBytes } from './parse-check.ts'

export interface BadChunks {
  readonly what: string
  /** What stands behind the head. */
  readonly framed: string
  /** The client finishes behind it. */
  readonly finish?: true
}

export const BAD_CHUNKS: readonly BadChunks[] = [
  ...['0x5', '-1', '+5', '5_0', 'g', '5g', '', ' 5', '5.0', '\xef\xbc\x95'].map(size => ({
    what: `a chunk size of ${JSON.stringify(size)}`,
    framed: `${size}\r\nhello\r\n0\r\n\r\n`,
  })),
  { what: 'chunk data that is longer than its size', framed: '5\r\nhelloXY0\r\n\r\n' },
  { what: 'chunk data behind which a CR stands without its LF', framed: '5\r\nhello\rX0\r\n\r\n' },
  { what: 'chunk data behind which an LF stands without its CR', framed: '5\r\nhelloX\n0\r\n\r\n' },
  { what: 'chunk data without CR LF', framed: '5\r\nhello0\r\n\r\n\r\n' },
]

// Whoever can count so far may wait for the rest of such a chunk: hence the FIN, behind which none comes.
export const HUGE_CHUNKS: readonly BadChunks[] = [
  '100000005',
  'FFFFFFFFFFFFFFFF',
  '10000000000000005',
  `${'f'.repeat(20)}5`,
].map(size => ({
  what: `a chunk size of ${size}`,
  framed: `${size}\r\nhello\r\n0\r\n\r\n`,
  finish: true,
}))

export function toChunkedRequest(lab: Lab, framed: string | Buffer): Sendable {
  const mark = lab.mark()
  const head = toBytes(`POST /${mark} HTTP/1.1\r\nHost: lab.test\r\nTransfer-Encoding: chunked\r\n\r\n`)
  return { mark, method: 'POST', bytes: Buffer.concat([head, typeof framed === 'string' ? toBytes(framed) : framed]) }
}

/** Throws unless it is refused, and no backend ever gets it whole. */
export async function mustNotComplete(lab: Lab, { what, framed, finish }: BadChunks): Promise<number | undefined> {
  const { mark, bytes } = toChunkedRequest(lab, framed)
  const client = await lab.client()
  client.send(bytes)
  if (finish) client.finish()
  const response = await client.message('POST')
  must(response === undefined || response.status >= 400, {
    reason: `${what} was not refused`,
    expected: '400, or a close',
    actual: String(response?.status),
  })
  await client.ended()
  for (const call of lab.callsOf(mark)) {
    await call.settled()
    mustEqual(call.state, 'cut', `what ${call.connectionName} has got of ${what}`)
  }
  return response?.status
}
