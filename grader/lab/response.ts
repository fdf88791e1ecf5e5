// A response as a client of the lab has received it. Knows no socket.
import { createHash } from 'node:crypto'
import { type Field, valuesOf as fieldValuesOf } from '../wire/field.ts'
import type { ResponseHead } from '../wire/response-head.ts'
import { findMark, type Mark } from './mark.ts'

/** Who made the answer, as the lab's backends write it into each: field `X-Provenance`. */
export interface Provenance {
  readonly mark: Mark
  /** Numbers from 1: of the backend, of its connection, of the request on that connection. */
  readonly backend: number
  readonly connection: number
  readonly sequence: number
}

export interface Response {
  readonly version: string
  readonly status: number
  readonly reason: string
  readonly fields: readonly Field[]
  /** The whole body; of one that was asked for with `keepBody: false`, nothing. */
  readonly body: Buffer
  readonly bodyBytes: number
  readonly sha256: string
  readonly trailers: readonly Field[]
  /** False where the connection ended before the message did. */
  readonly complete: boolean
  readonly framing: ResponseHead['framing']
  /** Interim responses that came before it, RFC 9110 §15.2. */
  readonly interim: readonly ResponseHead[]
  /** The head as it came, latin1. */
  readonly head: string
  readonly provenance: Provenance | undefined
}

/** All values of a field, in order. */
export function valuesOf(message: { readonly fields: readonly Field[] }, name: string): string[] {
  return fieldValuesOf(message.fields, name)
}

export function sha256Of(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export function toProvenance(fields: readonly Field[]): Provenance | undefined {
  const [value = ''] = valuesOf({ fields }, 'x-provenance')
  const mark = findMark(value)
  const [, backend, connection, sequence] = /backend=(\d+) connection=(\d+) sequence=(\d+)/.exec(value) ?? []
  if (mark === undefined || sequence === undefined) return undefined
  return { mark, backend: Number(backend), connection: Number(connection), sequence: Number(sequence) }
}
