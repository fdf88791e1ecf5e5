// Where HAProxy (2.6, as Debian ships it) fails a check.
import type { KnownDifference } from './known-difference.ts'

export const HAPROXY_DIFFERENCES: readonly KnownDifference[] = [
  {
    peer: 'haproxy',
    checks: ['hop.request-named', 'hop.response'],
    reason:
      'hands on the fields that Connection names. RFC 9110 §7.6.1 has intermediaries remove them, and CONTRACT, stage 3, says so.',
  },
  {
    peer: 'haproxy',
    checks: ['parse.other-versions', 'errors.whole'],
    reason:
      'takes any HTTP/d.d for HTTP/1.1. RFC 9110 §2.5: a major version that is not conformed to is 505; CONTRACT, stage 2, says so for all but 1.0 and 1.1.',
  },
  {
    peer: 'haproxy',
    checks: ['parse.header-nul', 'broken.field-lines', 'desync.control-octets'],
    reason:
      'hands on NUL in field values, in both directions. RFC 9110 §5.5: a recipient must reject it or put a blank in its place.',
  },
  {
    peer: 'haproxy',
    checks: ['parse.length-huge'],
    reason:
      'hands on a Content-Length beyond what a number of 53 bits holds, which the next hop may read otherwise. CONTRACT, stage 2: beyond body_bytes is 413.',
  },
  {
    peer: 'haproxy',
    checks: ['parse.body-limit', 'request.too-large'],
    reason: 'knows no limit for bodies in chunks. CONTRACT, stage 2: larger than body_bytes is 413.',
  },
  {
    peer: 'haproxy',
    checks: ['parse.preface'],
    reason:
      'speaks HTTP/2 to whoever begins with its preface. CONTRACT, stage 2: a version other than 1.0 and 1.1 is 505.',
  },
  {
    peer: 'haproxy',
    checks: ['target.absolute', 'target.connect', 'smuggling.upgrade'],
    reason:
      'sends targets in absolute form and CONNECT to backends as they came. CONTRACT, stage 3: backends get the origin form (RFC 9112 §3.2.1).',
  },
  {
    peer: 'haproxy',
    checks: ['smuggling.odd-codings', 'smuggling.odd-codings-behind'],
    reason:
      'hands on a Transfer-Encoding in the words of the client, such as a list in which chunked stands twice. RFC 9112 §6.1: chunked is applied once, and CONTRACT, stage 3, wants one framing.',
  },
  {
    peer: 'haproxy',
    checks: ['forward.backend-http10', 'http10.no-chunks', 'interim.http10'],
    reason:
      'answers in the version of the backend, and sends chunks and interim responses to clients of HTTP/1.0. RFC 9112 §2.3 and §6.1, RFC 9110 §15.2.',
  },
  {
    peer: 'haproxy',
    checks: ['health.rests', 'health.late'],
    reason:
      'counts failed dials only (observe layer4), neither connections that are reset nor answers that are late. CONTRACT, stage 5: a backend that fails fail_after times in a row rests.',
  },
  {
    peer: 'haproxy',
    checks: ['flow.pipelined-unread'],
    reason:
      'stands still when a client that has pipelined a thousand requests reads on after a pause (2.6.12, seen again and again; without the pause it answers all). RFC 9112 §9.3.2: each of them is answered.',
  },
  {
    peer: 'haproxy',
    checks: ['pool.reuse'],
    reason:
      'gives the first request of a client a connection of its own where it does not know that a kept one is safe (http-reuse safe), so that it depends on the moment how many it opens. CONTRACT, stage 4: backend connections are reused.',
  },
]
