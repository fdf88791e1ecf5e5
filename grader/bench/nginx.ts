// Knows nginx's conf, as a backend and as a load balancer: everything below a directory of its own, so that it runs without
// root and beside any other nginx. Paths in the conf are relative to that directory, nginx's prefix. EDGE: writes files.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '../peers/find-program.ts'
import type { LaunchCommand } from '../subject.ts'
import { unlimitedRequests } from './options.ts'
import { pages } from './pages.ts'
import type { BackendPlace, Place } from './place.ts'

/**
 * A backend that serves a small page at / and 1 MiB at /1m. The page stands in the conf, as in the course's own site:
 * opened as a file for each request it cost a backend 15 µs instead of 8, so that the core of the backends was busy before that
 * of the proxy, and the backends were measured instead of it. With a slow server also /slow, which that one answers: nginx
 * itself has no module that waits (echo_sleep is a package of its own), and limit_rate delays bodies, not answers.
 */
export function nginxBackend({ directory, port, connections, requests, slowPort }: BackendPlace): LaunchCommand {
  const root = join(directory, 'pages')
  mkdirSync(root)
  writeFileSync(join(root, '1m'), pages['/1m'])
  const slow = `upstream slow { server 127.0.0.1:${slowPort}; keepalive 128; }`
  // X-Asked tells the client whose answer it holds.
  const ofMix = `add_header X-Asked $request_uri always;
    location /slow { proxy_pass http://slow; proxy_http_version 1.1; proxy_set_header Connection ""; }`
  return nginx(
    { directory, connections, processes: 1 },
    `${slowPort === undefined ? '' : slow}
  server {
    listen 127.0.0.1:${port} backlog=4096;
    keepalive_requests ${requests};
    root pages;
    add_header X-Request-ID $http_x_request_id always;
    location = / { default_type text/plain; return 200 "${pages['/']}"; }
    ${slowPort === undefined ? '' : ofMix}
  }`,
  )
}

/** A load balancer in turn over the backends, with kept connections to them. */
export function nginxBalancer({
  directory,
  port,
  backendPorts,
  connections,
  unlimited,
  workers,
}: Place): LaunchCommand {
  const servers = backendPorts.map(backendPort => `server 127.0.0.1:${backendPort};`).join(' ')
  const forEver = unlimited ? `keepalive_requests ${unlimitedRequests};` : ''
  return nginx(
    { directory, connections, processes: workers },
    `upstream backends { ${servers} keepalive 128; ${forEver} }
  server {
    listen 127.0.0.1:${port} backlog=4096${workers > 1 ? ' reuseport' : ''};
    ${forEver}
    location / {
      proxy_pass http://backends;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }`,
  )
}

function nginx(
  { directory, connections, processes }: { directory: string; connections: number; processes: number },
  http: string,
): LaunchCommand {
  const conf = join(directory, 'nginx.conf')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  // Started by root, the worker would become nobody, who cannot read a private directory.
  const user = process.getuid?.() === 0 ? 'user root;\n' : ''
  writeFileSync(
    conf,
    `${user}daemon off;
worker_processes ${processes};
worker_rlimit_nofile ${connections * 2};
pid nginx.pid;
error_log stderr error;
events { worker_connections ${connections}; }
http {
  access_log off;
  ${temporary.map(kind => `${kind}_temp_path ${kind};`).join('\n  ')}
  ${http}
}
`,
  )
  return {
    argv: [findProgram('nginx') ?? 'nginx', '-p', directory, '-e', 'stderr', '-c', conf],
    cwd: directory,
  }
}
