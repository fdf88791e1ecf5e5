// Knows HAProxy's conf as a load balancer on one thread that shares its backend connections among all clients.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '../peers/find-program.ts'
import type { Command } from './launched.ts'

export function haproxyBalancer(directory: string, port: number, backendPorts: readonly number[]): Command {
  const conf = join(directory, 'haproxy.cfg')
  const servers = backendPorts.map((backendPort, index) => `  server backend${index + 1} 127.0.0.1:${backendPort}`)
  writeFileSync(
    conf,
    `global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout connect 1s
  timeout client 60s
  timeout server 30s
  http-reuse always
frontend clients
  bind 127.0.0.1:${port} backlog 4096
  default_backend backends
backend backends
  balance roundrobin
${servers.join('\n')}
`,
  )
  // -db: stay in the foreground, in one process.
  return { command: findProgram('haproxy') ?? 'haproxy', args: ['-db', '-f', conf], port }
}
