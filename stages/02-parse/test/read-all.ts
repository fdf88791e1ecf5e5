// All that the request reader says of some octets, as plain data that can be compared: with how they were made, with
// another way of cutting them, with another parser.

import { HttpError } from '../http-error.ts'
import { type RequestLimits, RequestReader } from '../request-reader.ts'

export const LIMITS: RequestLimits = { headBytes: 16_384, targetBytes: 8192, bodyBytes: 2 ** 30 }

/** A request as it was read; what is still missing is missing. */
export interface Read {
  method: string
  target: string
  fields: (readonly [string, string])[]
  body: string
  ended: boolean
}

export interface Reading {
  readonly requests: Read[]
  readonly error: HttpError | undefined
  readonly reader: RequestReader
}

export function readAll(pieces: readonly Buffer[], limits = LIMITS): Reading {
  const reader = new RequestReader(limits)
  const requests: Read[] = []
  try {
    for (const piece of pieces) {
      reader.push(piece)
      for (let event = reader.next(); event !== undefined; event = reader.next()) {
        if (event.type === 'head') {
          const { method, target, fields } = event.head
          requests.push({
            method,
            target,
            fields: fields.all.map(each => [each.name, each.value]),
            body: '',
            ended: false,
          })
        } else {
          const last = requests.at(-1) as Read
          if (event.type === 'data') last.body += event.bytes.toString('latin1')
          else last.ended = true
        }
      }
    }
  } catch (error) {
    if (!(error instanceof HttpError)) throw error
    return { requests, error, reader }
  }
  return { requests, error: undefined, reader }
}
