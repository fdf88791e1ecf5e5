// Knows nginx's conf as a stage's stand-in: one worker, everything below the directory that is its prefix, so that it runs
// without root and beside any other nginx. Pure.

import { patternAbove } from './number-pattern.ts'
import type { Peer } from './peer.ts'
import { HOP_BY_HOP, type PeerConf, toAuthority } from './peer-conf.ts'

export const NGINX: Peer = {
  name: 'nginx',
  toConf,
  toArguments: (confFile, directory) => ['-p', directory, '-e', 'stderr', '-c', confFile],
  softStop: 'QUIT',
}

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
/** Of a response's head; a page is nginx's default and too small for a head that we would take. */
const RESPONSE_BUFFER_BYTES = 16_384

function toConf(conf: PeerConf): string {
  const { stage, limits, timeouts } = conf
  // Started by root, the worker would become nobody, who cannot write into a private directory.
  const user = process.getuid?.() === 0 ? 'user root;\n' : ''
  return `${user}daemon off;
worker_processes 1;
worker_shutdown_timeout 5s;
worker_rlimit_nofile 8192;
pid nginx.pid;
error_log stderr warn;
events { worker_connections 4096; }
http {
  access_log off;
  ${TEMPORARY.map(kind => `${kind}_temp_path ${kind};`).join('\n  ')}
  # The host of an absolute target wins over Host (RFC 9112 section 3.2.2); a client of HTTP/1.0 may name none.
  map $request $named_host { "~*^\\S+ +https?://(?<authority>[^/? ]+)" $authority; default $http_host; }
  map $named_host $backend_host { "" $proxy_host; default $named_host; }
  ${backendsBlock(conf)}
  server {
    listen ${toAuthority(conf.host, conf.port)} backlog=4096;
    ${stage >= 4 ? 'keepalive_requests 1000000;' : 'keepalive_timeout 0;'}
    ${stage >= 5 ? clientTimeouts(timeouts) : ''}
    # A head may fill one buffer; the others are for what is pipelined behind it.
    client_header_buffer_size 256;
    large_client_header_buffers 4 ${limits.head_bytes};
    client_max_body_size ${limits.body_bytes};
    underscores_in_headers on;
    if ($request_uri ~ "${longerThan(limits.target_bytes)}") { return 414; }
    if ($request_length ~ "${patternAbove(limits.head_bytes)}") { return 431; }
    location / {
      proxy_pass http://backends;
      proxy_http_version 1.1;
      proxy_set_header Connection "${stage >= 4 ? '' : 'close'}";
      proxy_set_header Host $backend_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      ${HOP_BY_HOP.map(name => `proxy_set_header ${name} "";`).join('\n      ')}
      proxy_pass_header Server;
      proxy_pass_header Date;
      proxy_redirect off;
      proxy_connect_timeout ${timeouts.connect_ms}ms;
      proxy_send_timeout ${timeouts.response_ms}ms;
      proxy_read_timeout ${timeouts.response_ms}ms;
      # Those that may be repeated (nginx leaves out what is not idempotent); who waited for a response waits no second time.
      proxy_next_upstream error timeout;
      proxy_next_upstream_timeout ${timeouts.response_ms}ms;
      proxy_buffer_size ${RESPONSE_BUFFER_BYTES};
      proxy_buffers 4 ${RESPONSE_BUFFER_BYTES};
      proxy_busy_buffers_size ${2 * RESPONSE_BUFFER_BYTES};
      ${stage >= 5 ? 'proxy_buffering off;\n      proxy_request_buffering off;' : ''}
    }
  }
}
`
}

function backendsBlock({ stage, backends, leastConnections, health }: PeerConf): string {
  // Before stage 5 nobody rests. nginx counts whole seconds, at least one.
  const restSeconds = Math.max(1, Math.round(health.rest_ms / 1000))
  const resting = stage >= 5 ? `max_fails=${health.fail_after} fail_timeout=${restSeconds}s` : 'max_fails=0'
  const servers = backends.map(
    ({ ip, port, weight }) => `    server ${toAuthority(ip, port)} weight=${weight} ${resting};\n`,
  )
  const strategy = leastConnections ? '    least_conn;\n' : ''
  const kept = stage >= 4 ? '    keepalive 32;\n    keepalive_requests 1000000;\n' : ''
  return `upstream backends {\n${servers.join('')}${strategy}${kept}  }`
}

function clientTimeouts({ request_ms, idle_ms }: PeerConf['timeouts']): string {
  return [
    `client_header_timeout ${request_ms}ms;`,
    `client_body_timeout ${request_ms}ms;`,
    `keepalive_timeout ${idle_ms}ms;`,
  ].join('\n    ')
}

/** A pattern for what has more than so many characters; PCRE counts to 65 535 at once. */
function longerThan(characters: number): string {
  const most = 65_535
  const whole = `.{${most}}`.repeat(Math.floor((characters + 1) / most))
  return `^${whole}.{${(characters + 1) % most},}`
}
