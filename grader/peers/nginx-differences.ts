// Where nginx (1.22 to 1.29, as Debian and nginx.org ship it) fails a check.
import type { KnownDifference } from './known-difference.ts'

export const NGINX_DIFFERENCES: readonly KnownDifference[] = [
  {
    peer: 'nginx',
    checks: ['hop.request-named', 'hop.response'],
    reason:
      'hands on the fields that Connection names. RFC 9110 §7.6.1 has intermediaries remove them, and CONTRACT, stage 3, says so.',
  },
  {
    peer: 'nginx',
    checks: ['broken.nonsense', 'broken.speaks-first', 'balance.least-connections-ends', 'isolation.failing-backends'],
    reason:
      'takes an answer without a status line for HTTP/0.9 and hands the octets on as they are, or as a page with status 200. CONTRACT, stage 3: a backend that answers nonsense is 502.',
  },
  {
    peer: 'nginx',
    checks: ['parse.no-request-line'],
    reason:
      'answers a request line without a version in the manner of HTTP/0.9, a body without a head. CONTRACT, stage 2: a bad request line is refused.',
  },
  {
    peer: 'nginx',
    checks: ['parse.encoded-target'],
    reason:
      'decodes the target before it decides, and refuses an encoded NUL. CONTRACT, stage 3: the backend gets the target as it was sent.',
  },
  {
    peer: 'nginx',
    checks: ['interim.not-the-answer', 'interim.http10', 'deadline.interim-only', 'waiting.interim'],
    reason:
      'takes some interim responses for the final one, or sends them to clients of HTTP/1.0. RFC 9110 §15.2 has a proxy read on to the final one, and forbids interim ones in HTTP/1.0.',
  },
  {
    peer: 'nginx',
    checks: ['health.in-a-row'],
    reason:
      'counts the failures of fail_timeout (rest_ms here), with or without answers between them. CONTRACT, stage 5: a backend rests that fails fail_after times in a row.',
  },
  {
    peer: 'nginx',
    checks: ['health.asked'],
    reason:
      'asks its backends nothing of its own accord (active health checks are part of its commercial version). CONTRACT, the conf file: path is asked every interval_ms.',
  },
  {
    peer: 'nginx',
    checks: ['deadline.slow-body'],
    reason:
      'gives a client its whole time again with each piece of a body (client_body_timeout is between two reads). CONTRACT, stage 2: a request that is not complete within request_ms is 408.',
  },
  {
    peer: 'nginx',
    checks: ['health.short-rests'],
    reason: 'counts the rest of a backend in whole seconds (fail_timeout). CONTRACT, stage 5: it rests for rest_ms.',
  },
]
