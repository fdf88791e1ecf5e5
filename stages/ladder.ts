// The six stages as data: what each adds, what it can do and cannot do yet, and two commands that show it.
// Knows nothing of running them (launch.ts) nor of how they look on a terminal (banner.ts).

export interface Stage {
  readonly number: number
  /** Below stages/; its main.ts is the program. */
  readonly folder: string
  readonly title: string
  /** At most 36 characters: stands in the staircase. */
  readonly adds: string
  /** Lines of at most 66 characters: with their label they fit a terminal of 80 columns. */
  readonly can: readonly string[]
  readonly cannotYet: string
  /** Shell commands; {host} and {port} stand for where the stage listens. */
  readonly commands: readonly [string, string]
}

/** From this stage on, requests go to backends. */
export const FIRST_WITH_BACKENDS = 3

export const LADDER: readonly Stage[] = [
  {
    number: 1,
    folder: '01-echo',
    title: 'echo',
    adds: 'the same bytes back, half-close',
    can: ['send every byte back to the client it came from,', 'and a client that does not read stops only itself'],
    cannotYet: 'know what the bytes mean',
    commands: [
      'nc {host} {port}     (type a line; it comes back)',
      'curl -s --http0.9 -m 1 http://{host}:{port}/hello     (your own request comes back)',
    ],
  },
  {
    number: 2,
    folder: '02-parse',
    title: 'parse',
    adds: 'a strict HTTP/1.1 parser, step by step',
    can: ['read a request that arrives in any pieces, refuse a wrong one,', 'answer with an account of it in JSON'],
    cannotYet: 'ask a backend',
    commands: ["curl -s 'http://{host}:{port}/a?b=1'", "curl -i -H 'Host:' http://{host}:{port}/     (no Host: 400)"],
  },
  {
    number: 3,
    folder: '03-forward',
    title: 'forward',
    adds: 'load balancing, failover, 502 and 504',
    can: [
      'hand requests to the backends in turn, or to the least busy one,',
      'each over a new connection; go on when a backend is dead',
    ],
    cannotYet: 'keep a connection for a second request',
    commands: [
      'for i in 1 2 3 4 5 6; do curl -s http://{host}:{port}/; done',
      'curl -s http://{host}:{port}/1m.bin | tail -n 1     (line 65535)',
    ],
  },
  {
    number: 4,
    folder: '04-pipelining',
    title: 'pipelining',
    adds: 'keep-alive, answers in order, a pool',
    can: ['keep connections on both sides, answer pipelined requests in order,', 'use backend connections again'],
    cannotYet: 'protect the others from one slow client or backend',
    commands: [
      "printf 'GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\nGET /hello.txt HTTP/1.0\\r\\nHost: a\\r\\n\\r\\n' | nc {host} {port}",
      'curl -sv http://{host}:{port}/ http://{host}:{port}/     (one connection)',
    ],
  },
  {
    number: 5,
    folder: '05-nonblocking',
    title: 'non-blocking',
    adds: 'flow control, deadlines, health',
    can: [
      'bound memory and waiting in both directions, let failing backends',
      'rest, stop without cutting anybody off',
    ],
    cannotYet: 'share one backend connection among clients',
    commands: [
      'curl -s --limit-rate 100k -o /dev/null http://{host}:{port}/10m.bin &     (a slow reader)',
      "curl -s -o /dev/null -w '%{time_total} s\\n' http://{host}:{port}/10m.bin     (is not your problem)",
    ],
  },
  {
    number: 6,
    folder: '06-request-id',
    title: 'request id',
    adds: 'many clients on few connections',
    can: ['name every request by a UUID, let many clients share connections,', 'find each answer by its X-Request-ID'],
    cannotYet: 'think of something: the ladder ends here, you do not',
    commands: [
      "curl -si -H 'X-Request-ID: mine' http://{host}:{port}/     (whose id comes back?)",
      'npm run stage 6 -- --log     (one line of JSON per exchange)',
    ],
  },
]

export function findStage(number: number): Stage | undefined {
  return LADDER.find(stage => stage.number === number)
}
