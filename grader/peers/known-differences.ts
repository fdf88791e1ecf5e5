// Where a proxy that people trust fails a check, and why the check is right all the same. Whatever else such a proxy fails is a
// bug of the check.
import { CADDY_DIFFERENCES } from './caddy-differences.ts'
import { HAPROXY_DIFFERENCES } from './haproxy-differences.ts'
import type { KnownDifference } from './known-difference.ts'
import { NGINX_DIFFERENCES } from './nginx-differences.ts'

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  ...NGINX_DIFFERENCES,
  ...HAPROXY_DIFFERENCES,
  ...CADDY_DIFFERENCES,
]
