// Impostors of stage 5: proxies in which somebody pays for the slowest, with memory or with time.
import type { Impostor } from './impostor.ts'

const OUTLET = 'stages/05-nonblocking/bounded-outlet.ts'
const CLIENT = 'stages/04-pipelining/client-connection.ts'
const ANSWER = 'stages/03-forward/answer.ts'
const SEND_BODY = 'if (this.#sending?.sendData(Buffer.from(event.bytes)) === false) this.#waitForBackend(this.#sending)'

export const FLOW_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'piles-up-answers',
    stage: 5,
    sentence: 'reads from backends as fast as they send, whether clients take it or not',
    changes: [
      {
        file: ANSWER,
        find: 'if (!room) this.#outlet.onDrain = () => this.onDrain()\n    return room',
        replace: 'return true',
      },
    ],
    fails: ['flow.client-does-not-read'],
  },
  {
    name: 'piles-up-uploads',
    stage: 5,
    sentence: 'reads from clients as fast as they send, whether backends take it or not',
    changes: [{ file: CLIENT, find: SEND_BODY, replace: 'this.#sending?.sendData(Buffer.from(event.bytes))' }],
    fails: ['flow.backend-does-not-read'],
  },
  {
    name: 'misses-the-drain',
    stage: 5,
    sentence: 'stops reading when there is no room and never reads on',
    changes: [{ file: OUTLET, find: 'this.isFull = false\n    this.onDrain()', replace: 'this.isFull = false' }],
    fails: [
      'waiting.for-its-client',
      'flow.client-does-not-read',
      'flow.backend-does-not-read',
      'flow.pipelined-unread',
      'flow.many-pauses',
      'fair.slow-reader',
      'close.last-octets',
      'deadline.slow-reader',
    ],
    mayFail: [
      'close.download-abandoned',
      'flow.answer-streams',
      'request.big',
      'response.big',
      'site.files',
      'site.pipelined-mix',
    ],
  },
  {
    name: 'takes-all-requests',
    stage: 5,
    sentence: 'reads every pipelined request that it can get',
    changes: [{ file: CLIENT, find: 'const MAX_OPEN = 64', replace: 'const MAX_OPEN = Number.POSITIVE_INFINITY' }],
    fails: ['flow.bodiless-unread', 'flow.pipelined-unread'],
  },
  {
    name: 'collects-answers',
    stage: 5,
    sentence: 'sends an answer when it has all of it',
    changes: [
      { file: ANSWER, find: '  bodyBytes = 0\n', replace: '  bodyBytes = 0\n  readonly #whole: Buffer[] = []\n' },
      {
        file: ANSWER,
        find: 'this.bodyBytes += bytes.length\n',
        replace: 'this.bodyBytes += bytes.length\n    if (this.#whole.push(bytes) > 0) return true\n',
      },
      {
        file: ANSWER,
        find: 'if (this.#chunked) this.#outlet.send(LAST_CHUNK)',
        replace:
          'for (const bytes of this.#whole) this.#chunked ? this.#sendChunk(bytes) : this.#outlet.send(bytes)\n    if (this.#chunked) this.#outlet.send(LAST_CHUNK)',
      },
    ],
    fails: ['flow.client-does-not-read', 'flow.answer-streams', 'close.download-abandoned'],
  },
  {
    name: 'collects-requests',
    stage: 5,
    sentence: 'sends a request when it has all of it',
    changes: [
      { file: CLIENT, find: SEND_BODY, replace: 'this.#sending?.sendData(Buffer.from(event.bytes))' },
      { file: CLIENT, find: '    exchange.start()', replace: '    if (exchange.requestComplete) exchange.start()' },
      {
        file: CLIENT,
        find: 'this.#sending?.sendEnd()',
        replace:
          "this.#sending?.sendEnd()\n        if (this.#sending !== undefined && this.#sending.request.framing.type !== 'none') this.#sending.start()",
      },
    ],
    fails: ['flow.backend-does-not-read', 'flow.request-streams'],
  },
  {
    name: 'one-mark-for-all',
    stage: 5,
    sentence: 'stops reading for everybody while one client has no room',
    changes: [
      { file: OUTLET, find: 'const STALL_MS', replace: 'const full = new Set<unknown>()\nconst STALL_MS' },
      { file: OUTLET, find: '    return room\n', replace: '    return room && full.size === 0\n' },
      { file: OUTLET, find: '    this.isFull = true\n', replace: '    this.isFull = true\n    full.add(this)\n' },
      {
        file: OUTLET,
        find: 'this.isFull = false\n    this.onDrain()',
        replace: 'this.isFull = false\n    full.delete(this)\n    this.onDrain()',
      },
    ],
    fails: ['flow.many-pauses', 'flow.pipelined-unread', 'fair.slow-reader'],
    mayFail: ['close.download-abandoned', 'close.last-octets', 'close.reset-anywhere', 'isolation.reset-client'],
  },
  {
    name: 'one-body-at-a-time',
    stage: 5,
    sentence: 'reads one body to its end before any other request may set out',
    changes: [
      {
        file: CLIENT,
        find: 'const MAX_OPEN = 64',
        replace: 'const MAX_OPEN = 64\nlet reading: ClientConnection | undefined',
      },
      {
        file: CLIENT,
        find: '    this.#waiting = undefined\n',
        replace: `    if (reading !== undefined && reading !== this) {
      setTimeout(() => {
        this.#setOut()
        this.#read()
      }, 5)
      return
    }
    this.#waiting = undefined
    if (head.framing.type !== 'none') reading = this
`,
      },
      {
        file: CLIENT,
        find: '        this.requests += 1\n',
        replace: '        this.requests += 1\n        if (reading === this) reading = undefined\n',
      },
      {
        file: CLIENT,
        find: '  #closed(): void {\n',
        replace: '  #closed(): void {\n    if (reading === this) reading = undefined\n',
      },
    ],
    fails: ['fair.slow-writer', 'flow.backend-does-not-read'],
    mayFail: [
      'close.reset-anywhere',
      'isolation.reset-client',
      'parse.byte-by-byte',
      'parse.chunks-malformed',
      'parse.every-chunk-cut',
      'parse.every-cut',
      'parse.large-pieces',
      'stop.finishes-what-is-open',
    ],
  },
  {
    name: 'fifty-seats',
    stage: 5,
    sentence: 'has room for fifty clients, whether they say anything or not',
    changes: [
      { file: 'stages/05-nonblocking/serve.ts', find: 'const MAX_CLIENTS = 16_384', replace: 'const MAX_CLIENTS = 50' },
    ],
    fails: ['fair.silent-clients', 'crowd.thousand'],
    mayFail: ['close.aborts'],
  },
  {
    name: 'eight-hundred-seats',
    stage: 5,
    sentence: 'has room for eight hundred clients',
    changes: [
      {
        file: 'stages/05-nonblocking/serve.ts',
        find: 'const MAX_CLIENTS = 16_384',
        replace: 'const MAX_CLIENTS = 800',
      },
    ],
    fails: ['crowd.thousand'],
  },
  {
    name: 'four-lines-to-each-backend',
    stage: 5,
    sentence: 'has four connections to each backend, and lets everybody wait until one is free',
    changes: [
      {
        file: 'stages/04-pipelining/backend-pool.ts',
        find: 'if (lent === undefined) this.#dial(backend, exchange)',
        replace: `if (lent === undefined && backend.openExchanges > 4)
      setTimeout(() => exchange.isOver || this.carry(exchange, backend, { fresh, alone: false }), 10)
    else if (lent === undefined) this.#dial(backend, exchange)`,
      },
    ],
    fails: ['flow.pipelined-unread', 'fair.slow-writer', 'fair.hanging-backends'],
    mayFail: ['health.all-down', 'isolation.failing-backends', 'parse.every-chunk-cut', 'site.keepalive-requests'],
  },
  {
    name: 'counts-no-heads',
    stage: 5,
    sentence: 'counts open requests, and not what a client has not read of its answers',
    changes: [
      {
        file: 'stages/04-pipelining/client-connection.ts',
        find: 'return this.#queue.length < MAX_OPEN && !this.#queue.isFull',
        replace: 'return this.#queue.length < MAX_OPEN',
      },
    ],
    fails: ['flow.bodiless-unread'],
  },
  {
    name: 'lawful-reads-ahead',
    stage: 5,
    sentence: 'takes some hundred kilobytes more before it stops reading',
    lawful: true,
    changes: [
      { file: OUTLET, find: '    return room\n', replace: '    return room || this.socket.writableLength < 400_000\n' },
    ],
    fails: [],
  },
]
