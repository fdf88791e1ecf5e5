// Knows the strict grammar of lines, header fields and framing fields (RFC 9112 §2.2, §5, §6): what a careful sender
// writes. It is meant to find fault, so nothing is mended here. Shares no code with the stages, which it checks.

import { type Arrivals, WireError } from './arrivals.ts'
import { toVisible } from './visible.ts'

export type Header = readonly [name: string, value: string]

export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' }

export const tokenPattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const controlOctet = /[\x00-\x08\x0a-\x1f\x7f]/

/** One line without its CR LF, as latin1. Throws WireError for a bare LF, a stray CR or any control octet but HTAB. */
export async function readLine(arrivals: Arrivals, waitedFor: string): Promise<string> {
  const line = (await arrivals.takeLine(waitedFor)).toString('latin1')
  if (!line.endsWith('\r\n')) throw new WireError(`LF without CR at the end of "${toVisible(line)}"`)
  const content = line.slice(0, -2)
  if (controlOctet.test(content)) throw new WireError(`control octet in "${toVisible(line)}"`)
  return content
}

/** Header (or trailer) lines up to the empty one. */
export async function readHeaders(arrivals: Arrivals): Promise<Header[]> {
  const headers: Header[] = []
  for (;;) {
    const line = await readLine(arrivals, 'a header line')
    if (line === '') return headers
    headers.push(toHeader(line))
  }
}

function toHeader(line: string): Header {
  if (/^[ \t]/.test(line)) throw new WireError(`folded header line "${toVisible(line)}"`)
  const colon = line.indexOf(':')
  const name = line.slice(0, colon)
  if (colon < 0 || !tokenPattern.test(name)) throw new WireError(`no header name in "${toVisible(line)}"`)
  return [name, line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')]
}

export function valuesOf(headers: readonly Header[], name: string): string[] {
  const wanted = name.toLowerCase()
  return headers.filter(([given]) => given.toLowerCase() === wanted).map(([, value]) => value)
}

/** The one body length that the fields declare, or undefined where they declare none. Throws WireError where two could be read. */
export function declaredFraming(headers: readonly Header[], version: string): Framing | undefined {
  const lengths = valuesOf(headers, 'content-length')
  const codings = valuesOf(headers, 'transfer-encoding')
  if (lengths.length > 0 && codings.length > 0) throw new WireError('Content-Length beside Transfer-Encoding')
  if (codings.length > 0) {
    if (version !== 'HTTP/1.1') throw new WireError(`Transfer-Encoding in ${version}`)
    if (codings.length > 1 || codings[0]?.toLowerCase() !== 'chunked') {
      throw new WireError(`Transfer-Encoding "${toVisible(codings.join(' | '))}" is not one chunked`)
    }
    return { kind: 'chunked' }
  }
  if (lengths.length === 0) return undefined
  if (lengths.length > 1) throw new WireError(`${lengths.length} Content-Length fields`)
  const length = lengths[0] ?? ''
  if (!/^[0-9]{1,15}$/.test(length)) throw new WireError(`Content-Length "${toVisible(length)}" is no length`)
  return { kind: 'length', bytes: Number(length) }
}
