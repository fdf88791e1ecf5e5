// What may be done once more: a connection used for another exchange, a request sent a second time, an exchange set
// out before the one in front of it has ended. Rules only.

import type { RequestHead } from '../02-parse/message.ts'
import type { Failure } from '../03-forward/awaiting.ts'
import type { ResponseHead } from '../03-forward/response-reader.ts'

/** RFC 9110 §9.2.1: asks for nothing to be changed. */
export function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || method === 'TRACE'
}

/** RFC 9110 §9.2.2: doing it twice comes to the same as doing it once. */
export function isIdempotent(method: string): boolean {
  return isSafe(method) || method === 'PUT' || method === 'DELETE'
}

/**
 * Does a connection outlive a message of this version with these fields? The ladder of RFC 9112 §9.3. Its third step
 * would let a proxy refuse keep-alive to clients of HTTP/1.0; like nginx and HAProxy we grant it, and say so.
 */
export function persists({ version, fields }: Pick<RequestHead | ResponseHead, 'version' | 'fields'>): boolean {
  // SOLUTION Climb the ladder of RFC 9112 section 9.3: does the connection live on behind this message?
  const options = fields.connectionOptions
  if (options.includes('close')) return false
  return version === '1.1' || options.includes('keep-alive')
  // END SOLUTION
}

/** A backend's connection can serve again where it persists and the body had an end of its own. */
export function mayReuse(response: ResponseHead): boolean {
  return response.framing.type !== 'until-close' && persists(response)
}

/**
 * A request may be sent again only where nothing can have happened twice (RFC 9112 §9.3.1). That none of the response
 * had come has been asked before. Whoever has waited for its whole time is told so instead of waiting a second time; who
 * stood behind has not.
 */
export function mayRepeat(request: RequestHead, failure: Failure): boolean {
  // SOLUTION Say whether this request may be sent a second time behind this failure.
  return isIdempotent(request.method) && (failure.incidental || failure.error.status !== 504)
  // END SOLUTION
}
