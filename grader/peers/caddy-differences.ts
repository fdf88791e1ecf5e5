// Where Caddy (2.6, on Go's net/http, as Debian ships it) fails a check.
import type { KnownDifference } from './known-difference.ts'

export const CADDY_DIFFERENCES: readonly KnownDifference[] = [
  {
    peer: 'caddy',
    checks: ['parse.length-malformed', 'parse.neighbours'],
    reason: 'takes an empty Content-Length for none. RFC 9112 §6.3: an invalid one is refused with 400.',
  },
  {
    peer: 'caddy',
    checks: ['parse.length-cut-short', 'parse.chunks-cut-short', 'parse.chunks-huge', 'request.cut', 'chunked.cut'],
    reason:
      'takes the FIN of a client in the middle of its body for its departure, and ends the exchange with an empty 200 that no backend has sent. RFC 9112 §8: the request is incomplete.',
  },
  {
    peer: 'caddy',
    checks: ['parse.length-and-chunked', 'smuggling.length-and-chunked'],
    reason:
      'goes on with the connection on which Content-Length and Transfer-Encoding came together. RFC 9112 §6.1: it must be closed behind the answer.',
  },
  {
    peer: 'caddy',
    checks: ['parse.preface', 'target.connect'],
    reason:
      'sends CONNECT and the preface of HTTP/2 to backends as requests. CONTRACT, stage 2: a bad request line, or a version other than 1.0 and 1.1, is refused.',
  },
  {
    peer: 'caddy',
    checks: ['interim.http10'],
    reason: 'sends interim responses to clients of HTTP/1.0. RFC 9110 §15.2 forbids it.',
  },
  {
    peer: 'caddy',
    checks: ['broken.field-lines', 'desync.control-octets'],
    reason: 'hands on NUL in the field values of a response. RFC 9110 §5.5.',
  },
  {
    peer: 'caddy',
    checks: ['broken.endless-head'],
    reason:
      'reads ten megabytes of a response head before it gives up. CONTRACT, stage 3: head_bytes is the limit, then 502.',
  },
  {
    peer: 'caddy',
    checks: ['cut.chunked', 'cut.bad-chunk', 'deadline.half-answer-body'],
    reason:
      'ends a body in chunks that the backend has cut with the last chunk, so that it looks whole (Caddy issue 7845). RFC 9112 §8; CONTRACT, stage 3: the connection is closed so that a cut body cannot look whole.',
  },
  {
    peer: 'caddy',
    checks: ['chunked.malformed'],
    reason:
      'counts requests that a client has broken off as failures of the backend, until all backends rest and the next client gets 503. CONTRACT, stage 5: a backend rests that has failed.',
  },
  {
    peer: 'caddy',
    checks: ['health.failed-probes'],
    reason:
      'takes a backend for ill that has not answered one probe. CONTRACT, stage 5: a backend rests that fails fail_after times in a row.',
  },
  {
    peer: 'caddy',
    checks: ['health.in-a-row'],
    reason:
      'counts the failures of fail_duration (rest_ms here), with or without answers between them. CONTRACT, stage 5: a backend rests that fails fail_after times in a row.',
  },
  {
    peer: 'caddy',
    checks: ['failover.two-refuse'],
    reason:
      'answers 502 to a POST when a backend refuses: the dial that failed has closed its body. CONTRACT, stage 3: where a backend refuses, the next one answers.',
  },
  {
    peer: 'caddy',
    checks: ['deadline.slow-upload-in-time'],
    reason:
      'ends an exchange with 502 when its client pauses in an upload for longer than a backend may take to answer. CONTRACT, the conf file: the time for an upload is request_ms.',
  },
]
