// What a client asks the web servers, through the proxy or directly. Data, and its bytes.
import type { FieldLine } from '../../lab/request.ts'

export interface Question {
  /** Default GET. */
  readonly method?: string
  readonly target: string
  readonly fields?: readonly FieldLine[]
  /** Sent with Content-Length. */
  readonly body?: string
}

/** The pages that every backend of the course has: conf/nginx/site.conf. */
export const FILES = ['/hello.txt', '/1k.bin', '/64k.bin', '/1m.bin', '/10m.bin'] as const

/** The request as it goes over the wire, latin1. */
export function toBytes({ method = 'GET', target, fields = [], body }: Question): string {
  const length: FieldLine[] = body === undefined ? [] : [['Content-Length', String(body.length)]]
  const lines = [['Host', 'lab.test'], ...fields, ...length].map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`
}

/** As a person would say it: `GET /1m.bin with Range: bytes=0-9`. */
export function toWords({ method = 'GET', target, fields = [] }: Question): string {
  const [first] = fields
  return `${method} ${target}${first === undefined ? '' : ` with ${first[0]}: ${first[1]}`}`
}
