// Knows which of Wireshark's display filters leads to what a check is about. Pure.
import type { CheckResult, Recorded } from '../result.ts'
import type { Stream } from './pcapng-streams.ts'

type Judged = Pick<CheckResult, 'stage' | 'title' | 'reason' | 'expected' | 'actual'>

const REQUEST_ID = /x-request-id/i
const STATUS = /\b(?:got|by|with|is|was) ([1-5]\d\d)\b|^([1-5]\d\d)\b/m

/** A filter that some packet of the capture answers to: by the field or status that the check is about, else by stream. */
export function displayFilter(
  check: Judged,
  events: readonly Recorded[],
  streams: readonly (Stream | undefined)[],
  faults: ReadonlyMap<number, string>,
): string {
  const words = [check.title, check.reason, check.expected].join('\n')
  const spelled = REQUEST_ID.test(words) ? spelledInRequests(events) : undefined
  if (spelled !== undefined) return `http.request.line contains "${spelled}"`
  const status = statusIn(check)
  if (status !== undefined && isAnswered(status, events)) return `http.response.code == ${status}`
  const place = [...faults.keys()].at(-1)
  const stream = place === undefined ? undefined : streams[place]
  if (stream !== undefined) return `tcp.stream eq ${stream.index}`
  const isSpoken = events.some(({ kind }, at) => kind === 'bytes' && streams[at] !== undefined)
  return isSpoken && check.stage > 1 ? 'http' : isSpoken ? 'tcp.len > 0' : 'tcp'
}

/** `contains` heeds the case, and fields may be spelled in any. */
function spelledInRequests(events: readonly Recorded[]): string | undefined {
  const asked = events.find(({ kind, from, to, bytes }) => {
    return (
      kind === 'bytes' && (from.startsWith('client ') || to.startsWith('backend ')) && /^x-request-id:/im.test(bytes)
    )
  })
  return asked?.bytes.match(REQUEST_ID)?.[0]
}

function statusIn({ reason, actual }: Judged): string | undefined {
  const [, after, first] = STATUS.exec(reason ?? '') ?? STATUS.exec(actual ?? '') ?? []
  return after ?? first
}

function isAnswered(status: string, events: readonly Recorded[]): boolean {
  const line = new RegExp(`^HTTP/1\\.[01] ${status}\\b`, 'm')
  return events.some(({ kind, to, bytes }) => kind === 'bytes' && to.startsWith('client ') && line.test(bytes))
}
