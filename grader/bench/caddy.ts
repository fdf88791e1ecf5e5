// Knows Caddy's conf, in its own JSON, as a load balancer in turn with kept connections. EDGE: writes a file.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '../peers/find-program.ts'
import type { LaunchCommand } from '../subject.ts'
import type { Place } from './place.ts'

export function caddyBalancer({ directory, port, backendPorts, workers }: Place): LaunchCommand {
  const file = join(directory, 'caddy.json')
  const proxy = {
    handler: 'reverse_proxy',
    upstreams: backendPorts.map(backendPort => ({ dial: `127.0.0.1:${backendPort}` })),
    load_balancing: { selection_policy: { policy: 'round_robin' } },
    transport: {
      protocol: 'http',
      versions: ['1.1'],
      compression: false,
      keep_alive: { enabled: true, max_idle_conns_per_host: 128 },
    },
  }
  const clients = {
    listen: [`127.0.0.1:${port}`],
    protocols: ['h1'],
    automatic_https: { disable: true },
    routes: [{ handle: [proxy] }],
  }
  const conf = {
    admin: { disabled: true, config: { persist: false } },
    logging: { logs: { default: { level: 'ERROR' } } },
    apps: { http: { servers: { clients } } },
  }
  writeFileSync(file, JSON.stringify(conf, null, 2))
  return {
    argv: [findProgram('caddy') ?? 'caddy', 'run', '--config', file],
    cwd: directory,
    // One core, as everybody has: Go would start a thread for each of the machine's.
    env: { GOMAXPROCS: String(workers), XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory },
  }
}
