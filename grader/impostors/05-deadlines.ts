// Impostors of stage 5: proxies that wait without end, for the wrong thing, or not long enough.
import type { Impostor } from './impostor.ts'

const PATIENCE = 'stages/05-nonblocking/client-patience.ts'
const CLIENT = 'stages/04-pipelining/client-connection.ts'
const BACKEND = 'stages/03-forward/backend-connection.ts'

export const DEADLINE_IMPOSTORS: readonly Impostor[] = [
  {
    name: 'waits-for-the-first-octet',
    stage: 5,
    sentence: 'starts the clock of a client with its first octet',
    changes: [{ file: PATIENCE, find: '=== 0 ? requestMs', replace: '=== 0 ? Number.POSITIVE_INFINITY' }],
    fails: ['deadline.silent-client'],
  },
  {
    name: 'no-deadline-for-requests',
    stage: 5,
    sentence: 'waits for the rest of a request without end',
    changes: [{ file: PATIENCE, find: 'return requestMs\n', replace: 'return Number.POSITIVE_INFINITY\n' }],
    fails: ['deadline.half-head', 'deadline.slow-head', 'deadline.half-body'],
  },
  {
    name: 'any-octet-renews',
    stage: 5,
    sentence: 'gives a client its whole time again with each octet',
    changes: [
      {
        file: CLIENT,
        find: '#receiveData(bytes: Buffer): void {\n',
        replace: '#receiveData(bytes: Buffer): void {\n    this.requests += 1\n',
      },
    ],
    fails: ['deadline.slow-head', 'deadline.slow-body'],
  },
  {
    name: 'any-octet-of-a-body-renews',
    stage: 5,
    sentence: 'gives a client its whole time again with each octet of a body',
    changes: [
      {
        file: CLIENT,
        find: '#receiveData(bytes: Buffer): void {\n',
        replace: "#receiveData(bytes: Buffer): void {\n    if (this.#reader.state === 'body') this.requests += 1\n",
      },
    ],
    fails: ['deadline.slow-body'],
  },
  {
    name: 'a-deadline-for-heads-only',
    stage: 5,
    sentence: 'stops the clock of a request when its head has come',
    changes: [
      {
        file: CLIENT,
        find: 'if (!isIdle && this.#mayRead())',
        replace: "if (this.#reader.state === 'head' && this.#mayRead())",
      },
    ],
    fails: ['deadline.half-body'],
  },
  {
    name: 'keeps-idle-clients',
    stage: 5,
    sentence: 'keeps clients that ask for nothing more until they go',
    changes: [{ file: PATIENCE, find: 'requestMs : idleMs', replace: 'requestMs : Number.POSITIVE_INFINITY' }],
    fails: ['deadline.idle'],
  },
  {
    name: 'counts-from-the-accept',
    stage: 5,
    sentence: 'counts the time of each request from the moment at which the client connected',
    changes: [
      {
        file: PATIENCE,
        find: 'this.#requests = requests\n      this.#since = now',
        replace: 'this.#requests = requests',
      },
    ],
    fails: ['deadline.waits-for-its-answer', 'deadline.slow-in-time'],
    mayFail: ['deadline.unanswered-dial'],
  },
  {
    name: 'no-deadline-for-answers',
    stage: 5,
    sentence: 'waits for answers without end',
    changes: [
      {
        file: BACKEND,
        find: 'if (this.#awaiting.size === 0) return\n    // It is',
        replace: 'if (this.#awaiting.size >= 0) return\n    // It is',
      },
    ],
    fails: [
      'deadline.slow-answer-head',
      'deadline.silent-backend',
      'deadline.half-answer-head',
      'deadline.half-answer-body',
      'deadline.late-answer',
      'deadline.interim-only',
      'deadline.backend-does-not-read',
      'health.late',
      'late.no-answer',
    ],
    mayFail: ['health.one-failure'],
  },
  {
    name: 'first-octet-ends-the-wait',
    stage: 5,
    sentence: 'stops the clock of an answer with its first octet',
    changes: [
      {
        file: BACKEND,
        find: '    this.#reader.push(bytes)',
        replace: '    this.#responseTimer?.cancel()\n    this.#reader.push(bytes)',
      },
    ],
    fails: [
      'deadline.slow-answer-head',
      'deadline.half-answer-head',
      'deadline.half-answer-body',
      'deadline.interim-only',
      'late.no-answer',
    ],
    mayFail: ['deadline.backend-does-not-read'],
  },
  {
    name: 'one-deadline-for-all-of-it',
    stage: 5,
    sentence: 'wants all of an answer within the time for its head',
    changes: [
      {
        file: BACKEND,
        find: 'if (exchange === this.#awaiting.oldest) this.#watch()',
        replace: "if (event.type === 'end') this.#watch()",
      },
    ],
    fails: ['deadline.slow-answer-in-time', 'late.stalled-body'],
  },
  {
    name: 'keeps-who-was-late',
    stage: 5,
    sentence: 'says 504 and uses the connection again that still owes the answer',
    changes: [
      {
        file: BACKEND,
        find: "else this.#end(this.#error(504, 'no answer in time'))",
        replace: `else {
      this.#speaking = undefined
      const error = this.#error(504, 'no answer in time')
      for (const each of this.#awaiting.takeAll()) each.failed({ error, unsent: false, begun: true, incidental: false })
      this.#settings.onFree(this)
    }`,
      },
    ],
    fails: ['deadline.late-answer'],
    mayFail: [
      'balance.least-connections-failed',
      'deadline.half-answer-body',
      'health.one-failure',
      'late.stalled-body',
    ],
  },
  {
    name: 'waits-for-who-does-not-read',
    stage: 5,
    sentence: 'takes a backend that reads nothing for a client that sends nothing',
    changes: [
      {
        file: BACKEND,
        find: 'requestComplete === false && !this.#taking.isBehind',
        replace: 'requestComplete === false',
      },
    ],
    fails: ['deadline.backend-does-not-read'],
  },
  {
    name: 'no-deadline-for-dials',
    stage: 5,
    sentence: 'waits for a dial as long as the system does',
    changes: [
      { file: BACKEND, find: 'settings.startTimer(settings.connectMs, ', replace: 'settings.startTimer(3_600_000, ' },
    ],
    fails: ['deadline.unanswered-dial'],
  },
  {
    name: 'a-second-for-each-dial',
    stage: 5,
    sentence: 'gives each dial a second, whatever connect_ms says',
    changes: [
      { file: BACKEND, find: 'settings.startTimer(settings.connectMs, ', replace: 'settings.startTimer(1000, ' },
    ],
    fails: ['deadline.unanswered-dial'],
  },
  {
    name: 'lawful-says-502-for-late',
    stage: 5,
    sentence: 'says 502 where a backend was late',
    lawful: true,
    changes: [
      {
        file: BACKEND,
        find: "this.#error(504, 'no answer in time')",
        replace: "this.#error(502, 'no answer in time')",
      },
    ],
    fails: [],
  },
]
