// What a parser said, as the lines of the case documents. Data that follows data is one line: into how many pieces a body
// is cut is no part of its meaning.
import type { Field } from '../field.ts'
import type { RequestEvent } from '../request-parser.ts'
import type { ResponseEvent } from '../response-parser.ts'
import { showInline } from '../show-bytes.ts'

export type AnyEvent = RequestEvent | ResponseEvent

export function transcriptOf(events: readonly AnyEvent[]): string[] {
  const lines: string[] = []
  let data: string | undefined
  const closeData = () => {
    if (data !== undefined) lines.push(`data ${showInline(data)}`)
    data = undefined
  }
  for (const event of events) {
    if (event.kind === 'data') data = (data ?? '') + event.bytes.toString('latin1')
    else {
      closeData()
      lines.push(...tell(event))
    }
  }
  closeData()
  return lines
}

/** Without the lines of fields, unless the expectation speaks of them. */
export function asFarAsExpected(lines: readonly string[], expected: readonly string[]): string[] {
  const speaksOfFields = expected.some(line => line.startsWith('  '))
  return speaksOfFields ? [...lines] : lines.filter(line => !line.startsWith('  '))
}

function tell(event: Exclude<AnyEvent, { kind: 'data' }>): string[] {
  switch (event.kind) {
    case 'head':
    case 'interim':
      return [`${event.kind} ${tellHead(event)}`, ...event.head.fields.map(tellField)]
    case 'end':
      return ['end', ...event.trailers.map(tellField)]
    case 'complaint':
      return [`complaint ${event.complaint.spec}: ${event.complaint.reason}`]
    case 'cut': {
      const missing = event.missingBytes === undefined ? '' : `, ${event.missingBytes} octets missing`
      return [`cut in the ${event.where}${missing}`]
    }
  }
}

function tellHead({ head, ...event }: Extract<AnyEvent, { kind: 'head' | 'interim' }>): string {
  const body = head.framing === 'length' ? `body of ${head.lengthBytes}` : `framing ${head.framing}`
  if ('method' in head) return `${head.method} ${showInline(head.target)} ${head.version}, ${body}`
  const to = 'method' in event ? ` to ${event.method}` : ''
  return `${head.version} ${head.status} "${showInline(head.reason)}"${to}, ${body}`
}

function tellField({ name, value }: Field): string {
  return `  ${name}: ${showInline(value)}`
}
