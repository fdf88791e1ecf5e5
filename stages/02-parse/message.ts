// What a message is made of: a head with its fields in order, pieces of a body, an end.
// Values only; how they are read or written is not known here.

import type { FieldSection } from './fields.ts'

/** The minor version of HTTP/1 decides what a message may use and how long its connection lives. */
export type Version = '1.0' | '1.1'

/** How the end of a body is found (RFC 9112 §6.3). */
export type Framing =
  | { readonly type: 'none' }
  | { readonly type: 'length'; readonly bytes: number }
  | { readonly type: 'chunked' }
  | { readonly type: 'until-close' }

export interface RequestHead {
  readonly method: string
  /** As it was sent. */
  readonly target: string
  /** The target in origin form: path and query, or `*` (RFC 9112 §3.2). */
  readonly path: string
  /** From an absolute-form target, else from Host; null where an HTTP/1.0 client named none. */
  readonly host: string | null
  readonly version: Version
  readonly fields: FieldSection
  readonly framing: Framing
}

/** What a reader of messages tells, in order: one head, any number of pieces, one end. */
export type MessageEvent<Head> =
  | { readonly type: 'head'; readonly head: Head }
  | { readonly type: 'data'; readonly bytes: Buffer }
  | { readonly type: 'end' }
