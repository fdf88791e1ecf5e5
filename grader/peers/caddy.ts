// Knows Caddy's conf, in its own JSON, as a stage's stand-in. What it would write stays in the directory that peer.ts
// names as its home. Pure.

import { patternAbove } from './number-pattern.ts'
import type { Peer } from './peer.ts'
import { HOP_BY_HOP, type PeerConf, toAuthority } from './peer-conf.ts'

export const CADDY: Peer = {
  name: 'caddy',
  toConf: conf => `${JSON.stringify(toJson(conf), null, 2)}\n`,
  toArguments: confFile => ['run', '--config', confFile],
}

/** What Go's server reads beyond the limit that it is given. */
const HEAD_SLACK_BYTES = 4096

function toJson(conf: PeerConf): object {
  const { stage, host, port, timeouts, limits } = conf
  const { request_ms, idle_ms } = timeouts
  return {
    admin: { disabled: true, config: { persist: false } },
    logging: { logs: { default: { level: 'WARN' } } },
    apps: {
      http: {
        grace_period: '5s',
        servers: {
          clients: {
            listen: [toAuthority(host, port)],
            protocols: ['h1'],
            automatic_https: { disable: true },
            max_header_bytes: Math.max(1, limits.head_bytes - HEAD_SLACK_BYTES),
            ...(stage >= 5 && {
              read_header_timeout: `${request_ms}ms`,
              read_timeout: `${request_ms}ms`,
              idle_timeout: `${idle_ms}ms`,
            }),
            routes: [
              refuse(414, { expression: `{http.request.uri}.size() > ${limits.target_bytes}` }),
              refuse(413, { header_regexp: { 'Content-Length': { pattern: patternAbove(limits.body_bytes) } } }),
              { handle: [...(stage === 3 ? [CLOSE] : []), bodyLimit(limits.body_bytes), toProxy(conf)] },
            ],
          },
        },
      },
    },
  }
}

const CLOSE = { handler: 'headers', response: { set: { Connection: ['close'] } } }

function refuse(status: number, match: object): object {
  return { match: [match], handle: [{ handler: 'static_response', status_code: status, close: true }], terminal: true }
}

/** Of bodies whose length is not known before. */
function bodyLimit(bytes: number): object {
  return { handler: 'request_body', max_size: bytes }
}

function toProxy({ stage, backends, leastConnections, timeouts, health }: PeerConf): object {
  const { connect_ms, response_ms } = timeouts
  return {
    handler: 'reverse_proxy',
    // It knows no weights: a backend of weight 2 stands there twice.
    upstreams: backends.flatMap(({ ip, port, weight }) => Array(weight).fill({ dial: toAuthority(ip, port) })),
    // Whoever asks is believed what it says of those before it: the grader's client.
    trusted_proxies: ['0.0.0.0/0', '::/0'],
    load_balancing: {
      selection_policy: { policy: leastConnections ? 'least_conn' : 'round_robin' },
      // What was not sent is tried elsewhere, and GET always.
      retries: backends.length - 1,
      try_interval: '1ms',
      // Who waited for a response waits no second time.
      try_duration: `${response_ms}ms`,
    },
    headers: { request: { delete: HOP_BY_HOP } },
    ...(stage >= 5 && { health_checks: healthChecks(health), flush_interval: -1 }),
    transport: {
      protocol: 'http',
      versions: ['1.1'],
      compression: false,
      dial_timeout: `${connect_ms}ms`,
      response_header_timeout: `${response_ms}ms`,
      read_timeout: `${response_ms}ms`,
      keep_alive: stage >= 4 ? { enabled: true, max_idle_conns_per_host: 32 } : { enabled: false },
    },
  }
}

function healthChecks({ fail_after, rest_ms, path, interval_ms }: PeerConf['health']): object {
  return {
    passive: { max_fails: fail_after, fail_duration: `${rest_ms}ms` },
    ...(path !== undefined && { active: { uri: path, interval: `${interval_ms}ms`, timeout: `${interval_ms}ms` } }),
  }
}
