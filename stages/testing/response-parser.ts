// Knows how a client reads one response: status line, interim answers before it, and which body its method and status
// allow (RFC 9112 §6.3). A malformed wire is an error; a body that ends too early is a response that is not complete.

import { type Arrivals, CutShort, WireError } from './arrivals.ts'
import { toVisible } from './visible.ts'
import { readBody } from './wire-body.ts'
import { declaredFraming, type Framing, type Header, readHeaders, readLine, valuesOf } from './wire-head.ts'

export interface ResponseHead {
  readonly version: string
  readonly status: number
  readonly reason: string
  readonly headers: readonly Header[]
}

export interface ReceivedResponse extends ResponseHead {
  readonly body: Buffer
  readonly trailers: readonly Header[]
  /** The 1xx answers that came before. */
  readonly informational: readonly ResponseHead[]
  /** False where the connection ended before the body's declared end. */
  readonly complete: boolean
  /** The field's values joined with ", ", or undefined where it is absent. */
  header(name: string): string | undefined
  headerAll(name: string): string[]
}

/** Reads the response to a request of the given method. Throws WireError (with the bytes), or CutShort before a whole head. */
export async function readResponse(arrivals: Arrivals, method: string): Promise<ReceivedResponse> {
  try {
    return await readCarefully(arrivals, method)
  } catch (error) {
    if (error instanceof WireError) throw new WireError(`malformed response: ${error.message}; ${arrivals.describe()}`)
    throw error
  }
}

async function readCarefully(arrivals: Arrivals, method: string): Promise<ReceivedResponse> {
  const informational: ResponseHead[] = []
  let head = await readHead(arrivals, method)
  while (isInterim(head)) {
    informational.push(head)
    head = await readHead(arrivals, method)
  }
  const { headers } = head
  const pieces: Buffer[] = []
  const trailers: Header[] = []
  let complete = true
  try {
    for await (const piece of readBody(arrivals, bodyFraming(head, method), trailers)) pieces.push(piece)
  } catch (error) {
    if (!(error instanceof CutShort)) throw error
    complete = false
  }
  const headerAll = (name: string) => valuesOf(headers, name)
  const header = (name: string) => (headerAll(name).length === 0 ? undefined : headerAll(name).join(', '))
  return { ...head, body: Buffer.concat(pieces), trailers, informational, complete, header, headerAll }
}

async function readHead(arrivals: Arrivals, method: string): Promise<ResponseHead> {
  const line = await readLine(arrivals, `the status line of the answer to ${method}`)
  const [, version, status, reason] = /^(HTTP\/1\.[01]) ([1-9][0-9]{2}) (.*)$/.exec(line) ?? []
  if (version === undefined || status === undefined || reason === undefined) {
    throw new WireError(`no status line: "${toVisible(line)}"`)
  }
  return { version, status: Number(status), reason, headers: await readHeaders(arrivals) }
}

// 101 is the last HTTP message on its connection, so it is nobody's interim answer.
function isInterim(head: ResponseHead): boolean {
  return head.status < 200 && head.status !== 101
}

function bodyFraming(head: ResponseHead, method: string): Framing {
  const declared = declaredFraming(head.headers, head.version)
  const hasNoBody = method === 'HEAD' || head.status < 200 || head.status === 204 || head.status === 304
  if (hasNoBody) return { kind: 'none' }
  return declared ?? { kind: 'until-close' }
}
