// Impostors of stage 5: proxies that mishandle an end: of a client, of a backend, of themselves.
import type { Change, Impostor } from './impostor.ts'

const CLIENT = 'stages/04-pipelining/client-connection.ts'
const BACKEND = 'stages/03-forward/backend-connection.ts'
const SERVE = 'stages/05-nonblocking/serve.ts'

/** A connection whose answer nobody awaits any more serves the next exchange, with that answer still to come. */
const LENDS_WHAT_OWES: Change = {
  file: BACKEND,
  find: "      this.#end(this.#error(502, 'not needed any more'), null)\n  }",
  replace: `{
      this.#awaiting.remove(exchange)
      this.#settings.onFree(this)
    }
  }`,
}

/** Whoever is lent such a connection has somebody else's answer. */
const MAY_FAIL_WHO_LENDS: readonly string[] = [
  'balance.least-connections-ends',
  'chunked.cut',
  'chunked.malformed',
  'close.aborts',
  'close.download-abandoned',
  'close.half-closed-early',
  'fair.slow-writer',
  'flow.bodiless-unread',
  'forward.get',
  'isolation.reset-client',
  'parse.body-limit',
  'parse.chunks-cut-short',
  'parse.chunks-huge',
  'parse.chunks-malformed',
  'parse.codings-unknown',
  'parse.length-cut-short',
  'parse.neighbours',
  'pipelining.forty',
  'request.cut',
]

export const END_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'reads-on-for-nobody',
    stage: 5,
    sentence: 'does not tell the backend that the client has gone',
    changes: [{ file: 'stages/04-pipelining/turn.ts', find: '    this.exchange.abandon()\n', replace: '' }],
    fails: ['close.download-abandoned'],
  },
  {
    name: 'a-descriptor-for-each-answer',
    stage: 5,
    sentence: 'opens a file for each answer and never closes it',
    changes: [
      {
        file: 'stages/04-pipelining/turn.ts',
        find: '    this.#slot.isLast = !lives\n',
        replace: "    this.#slot.isLast = !lives\n    if (keptOpen++ < 6000) openSync('/dev/null')\n",
      },
      {
        file: 'stages/04-pipelining/turn.ts',
        find: 'export class Turn',
        replace: "import { openSync } from 'node:fs'\nlet keptOpen = 0\nexport class Turn",
      },
    ],
    fails: ['crowd.thousand'],
    // Some are answered before they go.
    mayFail: ['close.aborts'],
  },
  {
    name: 'holds-for-the-gone',
    stage: 5,
    sentence: 'stops to read from a backend whose client has gone, and never closes that connection',
    changes: [
      {
        file: 'stages/03-forward/backend-connection.ts',
        find: "      this.#end(this.#error(502, 'not needed any more'), null)\n  }",
        replace: '      this.#socket.pause()\n  }',
      },
    ],
    fails: ['close.download-abandoned', 'close.aborts'],
    mayFail: [
      'chunked.cut',
      'chunked.malformed',
      'deadline.half-body',
      'parse.body-limit',
      'parse.chunks-cut-short',
      'parse.chunks-huge',
      'parse.chunks-malformed',
      'parse.length-cut-short',
      'request.cut',
    ],
  },
  {
    name: 'lends-what-owes',
    stage: 5,
    sentence: 'uses a connection again whose answer is still to come, because its client has gone',
    changes: [LENDS_WHAT_OWES],
    fails: ['close.reset-anywhere', 'close.strangers-answer'],
    mayFail: MAY_FAIL_WHO_LENDS,
  },
  {
    name: 'deaf-to-resets',
    stage: 5,
    sentence: 'ends with the first client that resets its connection',
    changes: [{ file: CLIENT, find: "socket.on('error', () => socket.destroy())", replace: '' }],
    fails: [
      'close.download-abandoned',
      'close.aborts',
      'close.reset-anywhere',
      'close.strangers-answer',
      'fair.silent-clients',
      'crowd.thousand',
    ],
    mayFail: [
      'flow.bodiless-unread',
      'flow.endless-chunk-lines',
      'balance.least-connections-ends',
      'deadline.backend-does-not-read',
      'isolation.reset-client',
      'parse.head-endless',
      'parse.head-limit',
      'parse.leaves-early',
      'stop.finishes-what-is-open',
    ],
  },
  {
    name: 'waits-behind-fin',
    stage: 5,
    sentence: 'waits for the rest of a request whose client has finished sending',
    changes: [{ file: CLIENT, find: 'if (this.#clientFinished) this.#noMoreRequests()', replace: '' }],
    fails: ['close.half-closed-early'],
    mayFail: [
      'chunked.cut',
      'isolation.malformed-client',
      'parse.chunks-cut-short',
      'parse.garbage',
      'parse.leaves-early',
      'parse.length-cut-short',
      'request.cut',
    ],
  },
  {
    name: 'fin-overtakes',
    stage: 5,
    sentence: 'drops what came in front of the FIN of a backend',
    changes: [
      {
        file: BACKEND,
        find: 'this.backendFinished = true\n      this.#read()',
        replace: 'this.backendFinished = true\n      this.close()',
      },
    ],
    fails: ['close.last-octets'],
    mayFail: ['keepalive.until-close', 'response.until-close'],
  },
  {
    name: 'goes-with-its-backend',
    stage: 5,
    sentence: 'throws away what waits for its turn when the backend that sent it closes',
    changes: [
      {
        file: 'stages/03-forward/dial.ts',
        find: 'new BackendSocket({ allowHalfOpen: true })',
        replace: 'new BackendSocket()',
      },
    ],
    fails: ['waiting.for-its-turn'],
  },
  {
    name: 'forgets-its-own-probes',
    stage: 5,
    sentence: 'asks backends if they are well over connections that the next client gets before the answer has come',
    changes: [
      LENDS_WHAT_OWES,
      {
        file: 'stages/05-nonblocking/health-probe.ts',
        find: '  exchange.start()\n',
        replace: '  exchange.start()\n  exchange.abandon()\n',
      },
    ],
    fails: ['close.reset-anywhere', 'close.strangers-answer', 'health.probes'],
    mayFail: MAY_FAIL_WHO_LENDS,
  },
  {
    name: 'waits-for-the-last-answer',
    stage: 5,
    sentence: 'stops when the last answer has been given, however long that takes',
    changes: [{ file: SERVE, find: 'const STOP_MS = 5000', replace: 'const STOP_MS = 2_000_000' }],
    fails: ['stop.for-nobody-for-ever'],
  },
  {
    name: 'stops-at-once',
    stage: 5,
    sentence: 'cuts everybody off when it is asked to stop',
    changes: [{ file: SERVE, find: '      await clients.stop(STOP_MS)\n', replace: '' }],
    fails: ['stop.finishes-what-is-open'],
  },
  {
    name: 'waits-for-idle-clients',
    stage: 5,
    sentence: 'stops when the last client has gone, however idle',
    changes: [
      { file: CLIENT, find: "if (this.phase === 'idle') this.close()\n  }", replace: '}' },
      { file: SERVE, find: 'const STOP_MS = 5000', replace: 'const STOP_MS = 60_000' },
    ],
    fails: ['stop.idle-clients', 'stop.for-nobody-for-ever'],
  },
  {
    name: 'lawful-leaves-behind-fin',
    stage: 5,
    sentence: 'takes a client that has finished sending for one that has gone',
    lawful: true,
    changes: [
      {
        file: CLIENT,
        find: 'this.#clientFinished = true\n      this.#read()',
        replace: 'this.#clientFinished = true\n      socket.destroy()',
      },
    ],
    fails: [],
  },
]
