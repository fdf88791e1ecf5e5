// EDGE: opens sockets. Asks a web server whether it answers, and whether it sends X-Request-ID back.
import { randomUUID } from 'node:crypto'
import { request } from 'undici'

export interface Address {
  readonly ip: string
  readonly port: number
}

export interface BackendAnswer extends Address {
  /** It answered a request. */
  readonly answers: boolean
  /** It sent X-Request-ID back, on a page and on an error. */
  readonly keepsRequestId: boolean
  /** Its field Server, or why it did not answer. */
  readonly said: string
}

const LIMIT_MS = 3000

/** Never rejects. */
export async function probe(address: Address, limitMs = LIMIT_MS): Promise<BackendAnswer> {
  try {
    const page = await ask(address, '/', limitMs)
    const error = await ask(address, `/nothing-here-${randomUUID()}`, limitMs)
    return { ...address, answers: true, keepsRequestId: page.isKept && error.isKept, said: page.server }
  } catch (error) {
    const { name, code, message } = error as NodeJS.ErrnoException
    const said = name === 'TimeoutError' ? `nothing within ${limitMs / 1000} s` : String(code ?? message)
    return { ...address, answers: false, keepsRequestId: false, said }
  }
}

async function ask({ ip, port }: Address, path: string, limitMs: number) {
  const id = randomUUID()
  const { headers, body } = await request(`http://${ip.includes(':') ? `[${ip}]` : ip}:${port}${path}`, {
    reset: true,
    headers: { 'x-request-id': id },
    signal: AbortSignal.timeout(limitMs),
  })
  await body.dump()
  return { isKept: headers['x-request-id'] === id, server: String(headers.server ?? 'no name') }
}
