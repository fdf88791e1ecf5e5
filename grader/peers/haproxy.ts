// Knows HAProxy's conf as a stage's stand-in, on one thread. Pure.
import type { Peer } from './peer.ts'
import { HOP_BY_HOP, type PeerConf, toAuthority } from './peer-conf.ts'

export const HAPROXY: Peer = {
  name: 'haproxy',
  toConf,
  // -db: stay in the foreground, in one process.
  toArguments: confFile => ['-db', '-f', confFile],
  softStop: 'USR1',
}

/** Room for what HAProxy writes into a head; the rest of a buffer is for the head as it came. */
const REWRITE_BYTES = 1024
/** HAProxy knows no heavier backend. */
const HEAVIEST = 256

function toConf(conf: PeerConf): string {
  const { stage, host, port, timeouts, limits } = conf
  const bufferBytes = Math.max(limits.head_bytes, limits.target_bytes, 16_384) + 2 * REWRITE_BYTES
  return `global
  nbthread 1
  maxconn 4096
  no strict-limits
  log stderr format raw local0 notice
  hard-stop-after 5s
  tune.bufsize ${bufferBytes}
  tune.maxrewrite ${REWRITE_BYTES}
  tune.http.maxhdr 1000
defaults
  mode http
  log global
  timeout connect ${timeouts.connect_ms}ms
  timeout server ${timeouts.response_ms}ms
  timeout client ${timeouts.request_ms + timeouts.response_ms}ms
${stage >= 5 ? clientTimeouts(timeouts) : ''}${stage >= 4 ? '  option http-keep-alive\n' : '  option httpclose\n'}${stage >= 5 ? '  option http-no-delay\n' : ''}frontend clients
  bind ${toAuthority(host, port)} backlog 4096
  http-request return status 414 hdr Connection close if { url,length gt ${limits.target_bytes} }
  http-request return status 431 hdr Connection close if { req.hdrs,length gt ${limits.head_bytes} }
  http-request return status 413 hdr Connection close if { req.hdr_val(content-length) gt ${limits.body_bytes} }
  http-request return status 400 hdr Connection close if HTTP_1.1 !{ req.hdr(host) -m found }
  http-request set-header Host backends unless { req.hdr(host) -m found }
${['Connection', ...HOP_BY_HOP].map(name => `  http-request del-header ${name}\n  http-response del-header ${name}`).join('\n')}
${stage >= 5 ? `  http-request wait-for-body time ${timeouts.request_ms}ms\n` : ''}  option forwardfor
  default_backend backends
${backendSection(conf)}`
}

function backendSection({ stage, backends, leastConnections, health }: PeerConf): string {
  const isAsked = stage >= 5 && health.path !== undefined
  const everyMs = isAsked ? health.interval_ms : health.rest_ms
  const resting =
    stage >= 5
      ? ` check inter ${everyMs}ms rise 1 fall ${health.fail_after} observe layer4 error-limit ${health.fail_after} on-error mark-down`
      : ''
  const servers = backends.map(
    ({ ip, port, weight }, index) =>
      `  server backend${index + 1} ${toAuthority(ip, port)} weight ${Math.min(weight, HEAVIEST)}${resting}\n`,
  )
  return `backend backends
  balance ${leastConnections ? 'leastconn' : 'roundrobin'}
  retries ${Math.max(1, backends.length - 1)}
  option redispatch 1
${stage >= 4 ? REPEATING : '  retry-on conn-failure\n'}${isAsked ? `  option httpchk GET ${health.path}\n` : ''}${servers.join('')}`
}

/** Another backend is asked if a connection ended before it answered, except for what may not happen twice. */
const REPEATING = `  retry-on conn-failure empty-response
  http-request disable-l7-retry unless { method GET HEAD OPTIONS PUT DELETE }
`

function clientTimeouts({ request_ms, idle_ms }: PeerConf['timeouts']): string {
  return `  timeout http-request ${request_ms}ms
  timeout http-keep-alive ${idle_ms}ms
`
}
