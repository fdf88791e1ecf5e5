// Knows HAProxy's conf as a load balancer that shares its backend connections among all clients. EDGE: writes a file.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '../peers/find-program.ts'
import type { LaunchCommand } from '../subject.ts'
import type { Place } from './place.ts'

export function haproxyBalancer({ directory, port, backendPorts, connections, workers }: Place): LaunchCommand {
  const conf = join(directory, 'haproxy.cfg')
  const servers = backendPorts.map((backendPort, index) => `  server backend${index + 1} 127.0.0.1:${backendPort}`)
  writeFileSync(
    conf,
    `global
  nbthread ${workers}
  maxconn ${connections}
  no strict-limits
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
  return { argv: [findProgram('haproxy') ?? 'haproxy', '-db', '-f', conf], cwd: directory }
}
