// What the lab recorded of pipelined requests whose answers came in the wrong order: one client, two backends, every
// kind of event.

import type { Evidence } from '../../result.ts'

const REQUESTS = 'GET /slow HTTP/1.1\r\nHost: x\r\n\r\nGET /fast HTTP/1.1\r\nHost: x\r\n\r\n'
const PAGE = '<script>alert("owned")</script>'
const ports: Readonly<Record<string, number>> = {
  'client 1': 51234,
  proxy: 41873,
  'backend 1': 8001,
  'backend 2': 8002,
}

export const PIPELINING_EVIDENCE: readonly Evidence[] = [
  event(0.4, 'client 1', 'proxy', 'client 1', 'open'),
  event(0.9, 'client 1', 'proxy', 'client 1', 'bytes', REQUESTS),
  event(2.1, 'proxy', 'backend 1', 'backend 1 connection 3', 'open'),
  event(2.3, 'proxy', 'backend 2', 'backend 2 connection 1', 'refused'),
  event(
    2.4,
    'proxy',
    'backend 1',
    'backend 1 connection 3',
    'bytes',
    'GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  ),
  event(3.0, 'proxy', 'backend 2', 'backend 2 connection 2', 'open'),
  event(
    3.2,
    'proxy',
    'backend 2',
    'backend 2 connection 2',
    'bytes',
    'GET /fast HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  ),
  event(4.0, 'lab', 'lab', '', 'note', 'backend 1 holds its answer back for 150 ms'),
  event(
    4.6,
    'backend 2',
    'proxy',
    'backend 2 connection 2',
    'bytes',
    'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfast',
  ),
  event(4.7, 'backend 2', 'proxy', 'backend 2 connection 2', 'fin'),
  event(5.1, 'proxy', 'client 1', 'client 1', 'bytes', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfast'),
  {
    ...event(
      154.2,
      'backend 1',
      'proxy',
      'backend 1 connection 3',
      'bytes',
      `HTTP/1.1 200 OK\r\nX-Page: ${PAGE}\r\n\r\nslow\0\xff`,
    ),
    byteCount: 1_048_576,
  },
  event(155.0, 'proxy', 'client 1', 'client 1', 'bytes', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow'),
  event(184.1, 'proxy', 'client 1', 'client 1', 'reset'),
]

/** `count` pieces that a client sent. */
export function manyPieces(count: number): readonly Evidence[] {
  return Array.from({ length: count }, (_, i) =>
    event(i / 2, 'client 1', 'proxy', 'client 1', 'bytes', `piece ${i}\r\n`),
  )
}

function event(
  atMs: number,
  from: string,
  to: string,
  connection: string,
  kind: Evidence['kind'],
  bytes = '',
): Evidence {
  const byteCount = kind === 'note' ? 0 : bytes.length
  // Towards a backend the proxy has a port of its own for each connection.
  const portOf = (name: string) =>
    name === 'proxy' && connection.startsWith('backend') ? 50_100 : (ports[name] ?? null)
  return { atMs, from, to, connection, kind, bytes, byteCount, fromPort: portOf(from), toPort: portOf(to) }
}
