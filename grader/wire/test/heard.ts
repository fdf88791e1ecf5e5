// What a parser said about whole messages, in the form in which drawn messages say what they are.
import type { AnyEvent } from './transcript.ts'

export interface Heard {
  readonly what: string
  readonly method: string
  readonly fields: readonly unknown[]
  readonly body: string
  readonly trailers: readonly unknown[]
}

/** @throws Error on events that whole lawful messages cannot give */
export function heardFrom(events: readonly AnyEvent[]): Heard[] {
  const whole: Heard[] = []
  let open: Omit<Heard, 'body' | 'trailers'> | undefined
  let body = ''
  for (const event of events) {
    if (event.kind === 'head' && !open) {
      const { head } = event
      const what = 'target' in head ? `${head.method} ${head.target}` : String(head.status)
      open = { what, method: 'target' in head ? head.method : methodOf(event), fields: head.fields }
      body = ''
    } else if (event.kind === 'data' && open) body += event.bytes.toString('latin1')
    else if (event.kind === 'end' && open) {
      whole.push({ ...open, body, trailers: event.trailers })
      open = undefined
    } else throw new Error(`unexpected ${JSON.stringify(event)}`)
  }
  if (open) throw new Error(`${open.what} has not ended`)
  return whole
}

function methodOf(event: object): string {
  return 'method' in event ? String(event.method) : ''
}
