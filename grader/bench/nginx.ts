// Knows nginx's conf, as a backend and as a load balancer: one worker, everything below a directory of its own, so that
// it runs without root and beside any other nginx. Paths in the conf are relative to that directory, nginx's prefix.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '../peers/find-program.ts'
import type { Command } from './launched.ts'

const pageBytes = 600
const largeBytes = 1_048_576

/** A backend that serves a small page at / and 1 MiB at /1m. */
export function nginxBackend(directory: string, port: number, requestsPerConnection: number): Command {
  const pages = join(directory, 'pages')
  mkdirSync(pages)
  writeFileSync(join(pages, 'index.html'), 'x'.repeat(pageBytes))
  writeFileSync(join(pages, '1m'), 'x'.repeat(largeBytes))
  return nginx(
    directory,
    port,
    `server {
    listen 127.0.0.1:${port} backlog=4096;
    keepalive_requests ${requestsPerConnection};
    root pages;
    add_header X-Request-ID $http_x_request_id always;
  }`,
  )
}

/** A load balancer in turn over the backends, with kept connections to them. */
export function nginxBalancer(directory: string, port: number, backendPorts: readonly number[]): Command {
  const servers = backendPorts.map(backendPort => `server 127.0.0.1:${backendPort};`).join(' ')
  return nginx(
    directory,
    port,
    `upstream backends { ${servers} keepalive 128; }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      proxy_pass http://backends;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }`,
  )
}

function nginx(directory: string, port: number, http: string): Command {
  const errorLog = join(directory, 'error.log')
  const conf = join(directory, 'nginx.conf')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  // Started by root, the worker would become nobody, who cannot read a private directory.
  const user = process.getuid?.() === 0 ? 'user root;\n' : ''
  writeFileSync(
    conf,
    `${user}daemon off;
worker_processes 1;
worker_rlimit_nofile 8192;
pid nginx.pid;
error_log error.log error;
events { worker_connections 4096; }
http {
  access_log off;
  ${temporary.map(kind => `${kind}_temp_path ${kind};`).join('\n  ')}
  ${http}
}
`,
  )
  return { command: findProgram('nginx') ?? 'nginx', args: ['-p', directory, '-e', errorLog, '-c', conf], port }
}
