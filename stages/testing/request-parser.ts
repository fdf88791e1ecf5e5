// Knows the strictest reading of a request head: what reaches a backend must have exactly one meaning. Whatever this
// parser cannot place, another one might place differently, and that is how requests are smuggled (RFC 9112 §11.2).

import { type Arrivals, WireError } from './arrivals.ts'
import { toVisible } from './visible.ts'
import {
  declaredFraming,
  type Framing,
  type Header,
  readHeaders,
  readLine,
  tokenPattern,
  valuesOf,
} from './wire-head.ts'

export interface RequestHead {
  readonly method: string
  readonly target: string
  readonly version: string
  readonly headers: readonly Header[]
  readonly framing: Framing
}

/** The next request's head, or undefined where the peer ended between two requests. Throws WireError or CutShort. */
export async function readRequestHead(arrivals: Arrivals): Promise<RequestHead | undefined> {
  if (await arrivals.isOver('a request')) return undefined
  const line = await readLine(arrivals, 'a request line')
  const [method, target, version, ...rest] = line.split(' ')
  const isWhole = method !== undefined && target !== undefined && version !== undefined && rest.length === 0
  if (!isWhole || !tokenPattern.test(method) || !/^HTTP\/1\.[01]$/.test(version)) {
    throw new WireError(`no request line: "${toVisible(line)}"`)
  }
  if (!isOriginForm(method, target)) throw new WireError(`target "${toVisible(target)}" is not in origin form`)
  const headers = await readHeaders(arrivals)
  demandHost(headers, version)
  return { method, target, version, headers, framing: declaredFraming(headers, version) ?? { kind: 'none' } }
}

// RFC 9112 §3.2.1: a proxy speaks to a backend in origin form; the asterisk is for OPTIONS alone (§3.2.4).
function isOriginForm(method: string, target: string): boolean {
  if (target === '*') return method === 'OPTIONS'
  return /^\/[\x21-\x7e]*$/.test(target)
}

function demandHost(headers: readonly Header[], version: string): void {
  const hosts = valuesOf(headers, 'host')
  const isMissingLawfully = hosts.length === 0 && version === 'HTTP/1.0'
  if (hosts.length !== 1 && !isMissingLawfully) throw new WireError(`${hosts.length} Host fields`)
  const host = hosts[0] ?? ''
  if (!/^[A-Za-z0-9\-._~%!$&'()*+;=[\]:]*$/.test(host)) throw new WireError(`Host "${toVisible(host)}" is no host`)
}
